namespace Colloquy.Extensibility;

/// <summary>Represents one step in the choice of what a model sees. Derive from it to write your own strategy.</summary>
/// <remarks>
/// Many threads use a strategy at once, so it holds no data between calls. Its decision should depend on the messages only,
/// and change rarely, since the prompt cache of a service works as long as the beginning of the prompt stays the same.
/// </remarks>
public abstract class CompactionStrategy
{
    /// <summary>Applies the strategy to the result of the strategies before it.</summary>
    /// <param name="context">The window so far.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    public abstract ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken);

    /// <summary>Gets a value that indicates whether the strategy hides part of the session from an agent, so that a service that shows its model everything must not keep the conversation.</summary>
    internal virtual bool Hides => false;

    /// <summary>
    /// Gets whether what it does to an exchange follows from that exchange and the agent alone, and, for the newest exchanges with results (<see cref="NewestResults"/>), from their
    /// number; and it cuts nothing. What it did to earlier exchanges stays.
    /// </summary>
    internal virtual bool IsByExchange => false;

    /// <summary>Gets how many of the newest exchanges with results it treats otherwise than older ones.</summary>
    internal virtual int NewestResults => 0;

    /// <summary>Gets whether a rule of the application decides on exchanges of other agents, which is asked for each window.</summary>
    internal virtual bool AsksRule => false;

    /// <summary>Gets whether <see cref="TryContinue"/> may say that it leaves a window as it is.</summary>
    internal virtual bool MayContinue => false;

    /// <summary>Whether another strategy does the same.</summary>
    internal virtual bool IsSameAs(CompactionStrategy other) => ReferenceEquals(this, other);

    /// <summary>Decides on a window that goes on from a block, without reading what stands before it: as it would decide if it were applied to the whole window.</summary>
    /// <param name="context">The turn, and the block that the window goes on from.</param>
    /// <returns>False when it is to be applied to the whole window.</returns>
    internal virtual bool TryContinue(CompactionContext context) => false;
}
