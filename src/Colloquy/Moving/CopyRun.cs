namespace Colloquy.Operations;

/// <summary>The work of a copy and what it has come to.</summary>
internal sealed class CopyRun(ISessionStore from, ISessionStore to)
{
    private readonly CopyStores _stores = new(from, to);
    private readonly Lock _gate = new();
    private readonly HashSet<UnreadableSession> _problems = [];
    private CopyTarget? _target;
    private long _sessions;
    private long _entries;
    private long _copied;
    private long _removed;
    private long _owners;
    private long _differences;
    private long _done;
    private long _total;

    public string Source { get; set; } = "";

    public int Parallelism { get; set; } = 4;

    public bool KeepsOthers { get; set; }

    public bool RemovesOthers { get; set; }

    public bool IsDry { get; set; }

    public IProgress<EntryProgress>? Progress { get; set; }

    public long Sessions { get; private set; }

    public long Entries { get; private set; }

    public long Copied => Interlocked.Read(ref _copied);

    public long Removed => Interlocked.Read(ref _removed);

    public long Owners => Interlocked.Read(ref _owners);

    public long Differences => Interlocked.Read(ref _differences);

    public SessionKey? Running { get; private set; }

    public IReadOnlyList<UnreadableSession> Problems
    {
        get
        {
            lock (_gate)
                return [.. _problems];
        }
    }

    /// <summary>Whether everything in the target came from the other store, so that what the other store no longer has can be removed.</summary>
    public bool OwnsTarget => _target is { IsOwned: true };

    public async Task PassAsync(CancellationToken cancellationToken)
    {
        if (_target is null)
        {
            await _stores.EnsureRoomAsync(cancellationToken).ConfigureAwait(false);
            _target = await CopyTarget.EnterAsync(_stores, Source, KeepsOthers, RemovesOthers, IsDry, cancellationToken).ConfigureAwait(false);
            _total = Progress is null ? 0 : await CountAsync(cancellationToken).ConfigureAwait(false);
        }

        (_sessions, _entries, _done, _differences, Running) = (0, 0, 0, 0, null);
        lock (_gate)
            _problems.Clear();
        var sessions = new SessionMover(_stores, this);
        await ForEachAsync(StoreDifferences.FindAsync(_stores, this, cancellationToken), sessions.MoveAsync, cancellationToken).ConfigureAwait(false);
        (Sessions, Entries, _total) = (_sessions, _entries, _entries);
        await ForEachAsync(OwnerMover.ListAsync(_stores, cancellationToken), new OwnerMover(_stores, this).MoveAsync, cancellationToken).ConfigureAwait(false);
        await new UsageMover(_stores, this).MoveAsync(cancellationToken).ConfigureAwait(false);
        Report(0);
    }

    /// <summary>Sets the policies, and takes the mark from the target that the copy is not finished.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await new PolicyMover(_stores, this).MoveAsync(cancellationToken).ConfigureAwait(false);
        await CopyTarget.LeaveAsync(_stores, cancellationToken).ConfigureAwait(false);
        _target = null;
    }

    /// <summary>Notes a session that a pass has come upon in the store that is read.</summary>
    public void See(SessionRecord record)
    {
        _sessions++;
        _entries += record.Tip.Value;
        if (record.LeasedUntil is not null)
            Running = record.Key;
    }

    public void Report(long entries)
    {
        var done = Interlocked.Add(ref _done, entries);
        Progress?.Report(new EntryProgress(done, Math.Max(_total, done)));
    }

    public void CountCopied()
    {
        Interlocked.Increment(ref _copied);
        Interlocked.Increment(ref _differences);
    }

    public void CountRemoved()
    {
        Interlocked.Increment(ref _removed);
        Interlocked.Increment(ref _differences);
    }

    public void CountOwner()
    {
        Interlocked.Increment(ref _owners);
        Interlocked.Increment(ref _differences);
    }

    /// <summary>Notes something that changed while it was copied: the next pass looks at it again.</summary>
    public void CountChange() => Interlocked.Increment(ref _differences);

    /// <summary>Notes what could not be copied, once: a pass can come upon a session that changes twice.</summary>
    public void Tell(UnreadableSession problem)
    {
        lock (_gate)
            _problems.Add(problem);
    }

    public bool HasProblem(Func<UnreadableSession, bool> match) => Problems.Any(match);

    /// <summary>Does a step; what is wrong with one session or one owner does not stop the others.</summary>
    public async ValueTask TryAsync(SessionKey? key, string what, Func<ValueTask> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (SessionNotFoundException)
        {
            CountChange();
        }
        catch (Exception e) when (e is CorruptDataException or SessionImmutableException or SessionHeldException or LegalHoldException or SessionBusyException or SizeLimitException or ArgumentException or StoreException { Failure: StoreFailure.Corrupt })
        {
            var advice = key is not null && e is CorruptDataException ? " Export the session, and import it into the target." : "";
            Tell(new UnreadableSession(key, $"{what} was not copied. {e.Message}{advice}"));
        }
    }

    private async Task ForEachAsync<T>(IAsyncEnumerable<T> items, Func<T, CancellationToken, ValueTask> work, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken }, work).ConfigureAwait(false);

    private async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        long entries = 0;
        for (SessionPage? page = null; page is null || page.Next is not null;)
        {
            page = await _stores.FromSessions.ListAllAsync(SessionSelection.All, new SessionQuery { After = page?.Next, Limit = 1_000 }, cancellationToken).ConfigureAwait(false);
            entries += page.Sessions.Sum(record => record.Tip.Value);
        }

        return entries;
    }
}
