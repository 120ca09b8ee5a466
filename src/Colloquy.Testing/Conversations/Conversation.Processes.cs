namespace Colloquy.Testing;

public sealed partial class Conversation
{
    /// <summary>Simulates that the process of the agent is killed, as by <c>kill -9</c>. From then on, nothing that the agent does reaches the store, a model or a tool host. A running turn ends without an answer, with a <see cref="ProcessLostException"/>. The tool hosts keep running.</summary>
    /// <param name="reason">What happened, as a sentence, for the failure message; null for a general one.</param>
    /// <remarks>Call it at any time, also while a turn runs, for example from a tool. It returns when no write to the store is in progress. Then call <see cref="ResumeAsync"/> to continue the interrupted turn, or <see cref="RestartAsync"/> to start the agent without it.</remarks>
    public Task LoseProcessAsync(string? reason = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _fence.LoseAsync(reason);
    }

    /// <summary>Starts the agent again on the same store after its process was lost during a turn, and continues that turn. The new agent has nothing of what the old one had in memory, and the lease of the old one has expired.</summary>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <returns>The whole turn under the same number, including the calls before the loss; null when the agent had stored nothing of the turn, so that it must be taken again.</returns>
    /// <exception cref="InvalidOperationException">The last turn has an answer, or another turn runs.</exception>
    /// <exception cref="NoAnswerException">The resumed turn has no answer either.</exception>
    public async Task<TurnResult?> ResumeAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var entered = Enter();
        cancellationToken = TokenOr(cancellationToken);
        if (_turns.LastOrDefault() is { Error: null, Approvals.Count: > 0 })
            throw new InvalidOperationException($"The last turn of the conversation '{FullName}' waits for an approval, so there is nothing to go on with. Call {nameof(RestartAsync)} to start the agent again, and then {nameof(ApproveAsync)} or {nameof(RefuseAsync)}.");
        if (_turns.LastOrDefault() is not { Error: not null } last)
            throw new InvalidOperationException($"The last turn of the conversation '{FullName}' has an answer, so there is nothing to go on with. To start the agent again, call {nameof(RestartAsync)}.");

        RunningTurn = last.Test ?? last.Name;
        var start = _builder.TimeProvider.GetTimestamp();
        await ReopenAsync(cancellationToken).ConfigureAwait(false);
        var isStored = true;
        var (answer, error) = await AskAsync(
            async (target, stop) =>
            {
                var resumed = await target.ResumeAsync(stop).ConfigureAwait(false);
                isStored = resumed is not null;
                return resumed ?? new TargetAnswer { Messages = [] };
            },
            cancellationToken).ConfigureAwait(false);
        return isStored ? await KeepAsync(ToResult(last.Name, last.Number, last.Input, answer, error, last.Duration + _builder.TimeProvider.GetElapsedTime(start), last.Approved)).ConfigureAwait(false) : null;
    }
}
