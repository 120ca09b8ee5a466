namespace Colloquy;

/// <summary>One step of what decides what a model sees. Derive from it to write one of your own.</summary>
/// <remarks>
/// Used by many threads at once: it keeps nothing between calls. What it decides should follow from the messages alone,
/// and change seldom, for a service's prompt cache holds as long as the beginning of the prompt stays the same.
/// </remarks>
public abstract class CompactionStrategy
{
    /// <summary>Applies the strategy to what the ones before it have left.</summary>
    /// <param name="context">The window as it stands.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    public abstract ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken);

    /// <summary>Gets whether the strategy hides part of the session from an agent, so that a service that shows its model everything must not keep the conversation.</summary>
    internal virtual bool Hides => false;

    /// <summary>Gets whether what it does to an exchange follows from that exchange and the agent alone, and it cuts nothing: what it did to earlier exchanges stays.</summary>
    internal virtual bool IsByExchange => false;

    /// <summary>Gets whether <see cref="TryContinue"/> may say that it leaves a window as it is.</summary>
    internal virtual bool MayContinue => false;

    /// <summary>Whether another strategy does the same.</summary>
    internal virtual bool IsSameAs(CompactionStrategy other) => ReferenceEquals(this, other);

    /// <summary>Leaves what stands before the turn as it was in an earlier window, when applying it would come to that.</summary>
    /// <param name="context">The turn, and the block that the window goes on from.</param>
    /// <param name="back">What they come to.</param>
    /// <returns>False when it is to be applied to the whole window.</returns>
    internal virtual bool TryContinue(CompactionContext context, WindowBack back) => false;
}
