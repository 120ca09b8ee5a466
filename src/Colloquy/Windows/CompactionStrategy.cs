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
}
