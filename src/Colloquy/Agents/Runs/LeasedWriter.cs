using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Commits entries under the lease of a run. A commit whose outcome is unknown is made again before the next one: made twice, it happens once.</summary>
/// <remarks>Not safe for many threads: <see cref="TurnTransaction"/> has the gate.</remarks>
internal sealed class LeasedWriter(SessionLog log, SessionRecord record, RunLease lease, HistoryUse? history)
{
    private EntryWriter _entries = new(record, log.Time, log.Logger);
    private Commit? _unconfirmed;
    private bool _isAudited;

    /// <summary>The entries that the next commit writes.</summary>
    public EntryWriter Entries => _entries;

    /// <summary>The last position that is known to be written.</summary>
    public Position Confirmed { get; private set; } = record.Tip;

    /// <summary>Whether the session had no room for a commit. What was to be written is given up; only the end of the turn is still written.</summary>
    public bool IsFull { get; private set; }

    /// <summary>What was used and is in no commit yet.</summary>
    public UncommittedUsage Usage { get; } = new();

    /// <summary>Appends a model call, whose usage counts from now on.</summary>
    public Entry AppendCall(ModelCallBody call, Position turn, string author)
    {
        var entry = _entries.Append(call, turn, author);
        Usage.Add(_entries.PendingUsage[^1]);
        return entry;
    }

    /// <summary>Takes large content out of a message, to be kept beside the log.</summary>
    public ChatMessage Detach(ChatMessage message) => Attachments.Detach(message, _entries, log);

    /// <summary>Notes which turns wait behind newer ones, and returns them.</summary>
    public IReadOnlyList<DeferredTurn> Note(IReadOnlyList<DeferredTurn> deferred, Position turn)
    {
        _entries.Append(DeferredTurns.Write(deferred), turn);
        _entries.Waits = deferred.Any(one => one.Branch == _entries.Branch);
        return deferred;
    }

    /// <summary>Keeps content that is stored outside the log, unless it is known to be there.</summary>
    public void Keep(Blob? blob)
    {
        if (blob is not null && !log.KeptBlobs.ContainsKey(blob.Hash))
            _entries.Keep(blob);
    }

    /// <summary>Signs what the turn has come to, where the store's heads are signed.</summary>
    public ValueTask SignAsync(Position turn, string author) => HeadSigning.AppendAsync(log, _entries, turn, author);

    /// <summary>Commits what is pending.</summary>
    public async ValueTask CommitAsync(SessionActivity? activity, bool release, CancellationToken cancellationToken)
    {
        if (_unconfirmed is not null)
            await ConfirmAsync(cancellationToken).ConfigureAwait(false);

        // Within a turn, who began it makes every commit.
        var begins = _entries.Pending.Any(entry => entry.Kind == EntryKind.TurnStart || entry.Kind == EntryKind.TurnResume);
        if (begins || !_isAudited)
            await log.AuditAsync(_entries, cancellationToken, begins ? AuditAction.Ran : null).ConfigureAwait(false);
        _isAudited = true;
        _unconfirmed = _entries.TakeCommit(CommitId.New(log.Time), lease.Token, release, activity);
        await ConfirmAsync(cancellationToken).ConfigureAwait(false);
        if (!release)
            return;

        lease.WasReleased();
        history?.GiveBack();
    }

    /// <summary>Commits what is pending, or makes sure of the last commit, so that nothing stands between the log and what comes next.</summary>
    public async ValueTask FlushAsync()
    {
        if (_entries.Pending.Count > 0)
            await CommitAsync(SessionActivity.Running, release: false, CancellationToken.None).ConfigureAwait(false);
        else if (_unconfirmed is not null)
            await ConfirmAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Commits an entry with a write to the state of the user or the app; false when another writer was quicker. Nothing may be pending.</summary>
    public async ValueTask<bool> TryPutAsync(ScopedStateBody body, StatePut put, Position turn, string author)
    {
        var before = _entries;
        _entries = before.Continue();
        _entries.Append(body, turn, author);
        try
        {
            _unconfirmed = _entries.TakeCommit(CommitId.New(log.Time), lease.Token) with { Puts = [put] };
            await ConfirmAsync(CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is StateConflictException or StoreException { Failure: StoreFailure.Busy or StoreFailure.Full } or LeaseLostException)
        {
            // Nothing was written, so the turn goes on as if it had not been tried.
            (_entries, _unconfirmed) = (before, null);
            if (e is not StateConflictException)
                throw;
            return false;
        }
    }

    /// <summary>Looks at the session again, and writes behind what is there. What is pending is given up.</summary>
    public async ValueTask<SessionRecord> RestartAsync(CancellationToken cancellationToken)
    {
        var found = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        _entries = new EntryWriter(found, log.Time, log.Logger);
        return found;
    }

    private async ValueTask ConfirmAsync(CancellationToken cancellationToken)
    {
        CommitReceipt receipt;
        try
        {
            receipt = await log.CommitAsync(_unconfirmed!, cancellationToken).ConfigureAwait(false);
        }
        catch (SizeLimitException e) when (e.IsSessionFull)
        {
            await Usage.RescueAsync(log, Confirmed).ConfigureAwait(false);
            Usage.Clear();
            (_unconfirmed, IsFull) = (null, true);
            await RestartAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        history?.WasCommitted(_unconfirmed!, receipt);
        (_unconfirmed, Confirmed) = (null, receipt.Last);
        Usage.WasCommitted(receipt.Last);
    }
}
