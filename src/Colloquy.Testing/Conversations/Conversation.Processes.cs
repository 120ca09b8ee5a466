namespace Colloquy.Testing;

public sealed partial class Conversation
{
    /// <summary>Loses the process of the agent, as <c>kill -9</c> does: from now on, nothing that the agent still does reaches the store, a model or a tool host. A turn that runs ends without an answer, with a <see cref="ProcessLostException"/>. The tool hosts go on.</summary>
    /// <param name="reason">What happened, as a sentence, for the failure message; null for a general one.</param>
    /// <remarks>The method may be called while a turn runs, for example by a tool. It returns when no write to the store is under way any more. <see cref="ResumeAsync"/> goes on with the interrupted turn; <see cref="RestartAsync"/> starts the agent again without it.</remarks>
    public Task LoseProcessAsync(string? reason = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _fence.LoseAsync(reason);
    }

    /// <summary>Starts the agent again on the same store after its process was lost in a turn, and goes on with that turn. Everything that the old agent had in memory is gone, and its lease has expired.</summary>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <returns>The whole turn, with what was called before the loss, under the same number; null when the agent stored nothing of the turn, so that it has to be taken again.</returns>
    /// <exception cref="InvalidOperationException">The last turn has an answer, or another turn runs.</exception>
    /// <exception cref="NoAnswerException">The resumed turn has no answer either.</exception>
    public async Task<TurnResult?> ResumeAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var entered = Enter();
        cancellationToken = TokenOr(cancellationToken);
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
