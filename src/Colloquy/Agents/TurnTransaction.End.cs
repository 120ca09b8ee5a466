using Microsoft.Extensions.AI;

namespace Colloquy;

/// <content>How a turn ends, also one whose last step was refused.</content>
internal sealed partial class TurnTransaction
{
    /// <summary>Keeps what had arrived of an answer, for people.</summary>
    public void KeepPartial(ChatMessage message) => _writer.Append(new MessageBody(message) { Partial = true }, Start, Author);

    /// <summary>Ends the turn, and gives the lease back in the same commit.</summary>
    public async ValueTask EndAsync(TurnEndBody end)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        Fence.Close();
        if (_state is { } state && !_isFull)
            await state.AppendToAsync(_writer, Start, Author).ConfigureAwait(false);
        if (_isFull && Start > _confirmed)
            return;

        try
        {
            await CommitEndAsync(end).ConfigureAwait(false);
        }
        catch (SessionFullException) when (end.Status is not (TurnStatus.Completed or TurnStatus.Waiting))
        {
            // There is no room for what came last, but for the end there is. A turn of which nothing is written has none.
            if (Start > _confirmed)
                return;
            await CommitEndAsync(end).ConfigureAwait(false);
        }

        lease.WasReleased();
        RunMetrics.Turned(log.Key, Author, end, Elapsed, log.Record);
    }

    private ValueTask CommitEndAsync(TurnEndBody end)
    {
        _writer.Append(end with { Duration = Elapsed }, Start, Author);
        _writer.Waits |= end.Status == TurnStatus.Waiting && AsksPerson;
        return CommitAsync(SessionActivity.Idle, release: true, CancellationToken.None);
    }

    /// <summary>Keeps what the turn has used and could not commit: it is spent, whatever became of the turn.</summary>
    public async ValueTask DisposeAsync()
    {
        Fence.Close();
        await KeepUsageAsync().ConfigureAwait(false);
        _state?.Dispose();
        _gate.Dispose();
    }

    /// <summary>Gives up what the session had no room for: only the end of the turn is still written, behind what is there.</summary>
    private async ValueTask ForgetAsync()
    {
        await KeepUsageAsync().ConfigureAwait(false);
        _uncommitted.Clear();
        (_unconfirmed, _requests, _isFull) = (null, null, true);
        _writer = new EntryWriter(await log.RefreshAsync(CancellationToken.None).ConfigureAwait(false), log.Time, log.Logger);
    }
}
