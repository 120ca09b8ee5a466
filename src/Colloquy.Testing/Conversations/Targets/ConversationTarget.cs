namespace Colloquy.Testing;

/// <summary>Represents what a conversation tests: it takes messages, and returns an answer.</summary>
public abstract class ConversationTarget : IAsyncDisposable
{
    /// <summary>Gets the session in which the target keeps the conversation; null when it keeps none.</summary>
    public virtual Session? Session => null;

    /// <summary>The tools that the target has of its own.</summary>
    internal virtual IEnumerable<AITool> Tools => [];

    /// <summary>Whether <see cref="Tools"/> are all the tools that the target has, beside those that models are shown.</summary>
    internal virtual bool KnowsTools => false;

    /// <summary>Prepares the target for its first turn.</summary>
    /// <param name="cancellationToken">Cancels the preparation.</param>
    public virtual ValueTask StartAsync(CancellationToken cancellationToken) => default;

    /// <summary>Takes messages of the user, and returns the answer.</summary>
    /// <param name="request">The messages and the history.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    public abstract Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken);

    /// <summary>Answers the approvals that a turn waits for, and goes on with it.</summary>
    /// <param name="approvals">The approvals.</param>
    /// <param name="approved">Whether the calls may be made.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <exception cref="NotSupportedException">The target has no approvals.</exception>
    public virtual Task<TargetAnswer> AnswerAsync(IReadOnlyList<Approval> approvals, bool approved, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{GetType().Name} has no approvals. Test an {nameof(Agent)} by ConversationBuilder.UseAgent, or override {nameof(AnswerAsync)}.");

    /// <summary>Goes on with the turn in which the process of the target was lost. Called on a new target, on the same store.</summary>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <returns>The answer; null when the target stored nothing of that turn, and the messages have to be sent again.</returns>
    /// <remarks>The default returns null.</remarks>
    public virtual Task<TargetAnswer?> ResumeAsync(CancellationToken cancellationToken) => Task.FromResult<TargetAnswer?>(null);

    /// <summary>Makes the target continue from another history than its own.</summary>
    /// <param name="history">The turns to keep, and the messages after them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>The default does nothing, for targets that take the history from <see cref="TargetRequest.History"/>.</remarks>
    public virtual ValueTask ContinueFromAsync(TargetHistory history, CancellationToken cancellationToken) => default;

    /// <summary>Returns the messages of the conversation as the target stores them; null when it stores none.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public virtual ValueTask<IReadOnlyList<ChatMessage>?> ReadHistoryAsync(CancellationToken cancellationToken) => default;

    /// <summary>Releases what the target uses. A restart disposes the target, and creates another.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
