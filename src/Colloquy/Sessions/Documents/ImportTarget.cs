namespace Colloquy;

/// <summary>The session that an import makes: empty and closed until the last commit, under a lease that keeps others out, and with a mark in its metadata by which a repeated import knows it.</summary>
internal sealed class ImportTarget
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(15);

    private readonly ISessionStore _store;
    private readonly HeaderLine _header;
    private readonly string _mark;
    private readonly TimeProvider _time;
    private LeaseToken? _lease;
    private long _renewed;
    private SessionDetails _details = new();
    private bool _begun;
    private bool _complete;

    private ImportTarget(ISessionStore store, SessionKey key, HeaderLine header, TimeProvider time)
    {
        (_store, Key, _header, _time) = (store, key, header, time);
        _mark = $"{header.Tip} {header.Chain}";
        Chain = EntryHash.Seed(key);
    }

    public SessionKey Key { get; }

    /// <summary>The last entry that is there.</summary>
    public Position Tip { get; private set; }

    /// <summary>The chain at <see cref="Tip"/>.</summary>
    public Digest Chain { get; private set; }

    /// <summary>Looks whether the session can be made. Writes nothing.</summary>
    public static async ValueTask<ImportTarget> FindAsync(ISessionStore store, SessionKey key, HeaderLine header, TimeProvider time, CancellationToken cancellationToken)
    {
        var target = new ImportTarget(store, key, header, time);
        if (await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } record)
            target.Check(record);
        return target;
    }

    /// <summary>Makes the session, or goes on with one that an import left unfinished.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (_begun)
            return;

        Check(await _store.CreateAsync(Key, cancellationToken).ConfigureAwait(false));
        var answer = await _store.LeaseAsync(Key, new LeaseRequest.Acquire("import", LeaseTime, LeasePlace.None) { Purpose = LeasePurpose.Import }, cancellationToken).ConfigureAwait(false);
        if (answer is not LeaseAnswer.Granted granted)
            throw new SessionBusyException(Key, (answer as LeaseAnswer.Refused)?.Until, (answer as LeaseAnswer.Refused)?.Purpose ?? default);

        (_lease, _renewed) = (granted.Token, _time.GetTimestamp());
        try
        {
            var record = await _store.GetAsync(Key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(Key);
            Check(record);
            (Tip, Chain) = (record.Tip, record.Chain);
            _details = record.Details.Metadata.ContainsKey(DocumentNames.Import) ? record.Details : await DescribeAsync(record.Details.Version, (DocumentNames.Import, _mark), cancellationToken).ConfigureAwait(false);
            _begun = true;
        }
        catch
        {
            await ReleaseAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes a commit that nobody sees but as a closed session.</summary>
    public ValueTask CommitAsync(IReadOnlyList<Entry> entries, IReadOnlyList<Blob> blobs, IReadOnlyList<BranchHead> heads, CancellationToken cancellationToken) =>
        CommitAsync(new Commit { Id = CommitId.New(_time), ExpectedTip = Tip, ExpectedChain = Chain, Lease = _lease, Entries = entries, Blobs = blobs, Heads = heads, Activity = SessionActivity.Closed }, cancellationToken);

    /// <summary>Makes the last commit, after which the session is there.</summary>
    public async ValueTask CompleteAsync(IReadOnlyList<Entry> entries, IReadOnlyList<Blob> blobs, IReadOnlyList<BranchHead> heads, CancellationToken cancellationToken)
    {
        if (entries.Count > 0)
        {
            var commit = new Commit
            {
                Id = CommitId.New(_time),
                ExpectedTip = Tip,
                ExpectedChain = Chain,
                Lease = _lease,
                ReleasesLease = true,
                Entries = entries,
                Blobs = blobs,
                Heads = heads,
                CurrentBranch = _header.Branch,
                Activity = _header.Activity,
            };
            await CommitAsync(commit, cancellationToken).ConfigureAwait(false);
            _lease = null;
        }

        _complete = true;
        await ReleaseAsync().ConfigureAwait(false);
    }

    /// <summary>Takes the mark away: nothing is left to be done.</summary>
    public async ValueTask FinishAsync(string? unknown, CancellationToken cancellationToken) =>
        await DescribeAsync(_details.Version, unknown is null ? null : (DocumentNames.Unknown, unknown), cancellationToken).ConfigureAwait(false);

    /// <summary>Removes what was begun, unless it is complete.</summary>
    public async ValueTask AbandonAsync()
    {
        if (!_begun || _complete)
            return;

        try
        {
            // Another import of the document may have gone on with it, and the session be in use.
            var record = await _store.GetAsync(Key, CancellationToken.None).ConfigureAwait(false);
            var isOwn = record is not null && record.Tip == Tip && record.Chain == Chain && record.Details.Metadata.GetValueOrDefault(DocumentNames.Import) == _mark;
            await ReleaseAsync().ConfigureAwait(false);
            if (isOwn)
                await _store.DeleteAsync(Key, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever keeps the store from cleaning up: the error that ended the import says more. What is left is closed and empty, and a repeated import goes on with it.
        }
    }

    private void Check(SessionRecord record)
    {
        var mark = record.Details.Metadata.GetValueOrDefault(DocumentNames.Import);
        var isFree = mark is null ? record.Tip.IsStart && record.Details.Version == 0 : mark == _mark && record.Tip <= _header.Tip;
        if (!isFree)
            throw new SessionExistsException(Key, isUnfinishedImport: mark is not null && mark != _mark);
    }

    private async ValueTask CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (_time.GetElapsedTime(_renewed) > LeaseTime / 3)
        {
            await _store.LeaseAsync(Key, new LeaseRequest.Renew(_lease!.Value, LeaseTime), cancellationToken).ConfigureAwait(false);
            _renewed = _time.GetTimestamp();
        }

        var receipt = await _store.CommitAsync(Key, commit, cancellationToken).ConfigureAwait(false);
        (Tip, Chain) = (receipt.Last, receipt.Chain);
        StoreTraffic.Of(_store).Commits.Send(Key);
    }

    private async ValueTask<SessionDetails> DescribeAsync(long version, (string Name, string Value)? own, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string>(_header.Metadata);
        if (own is { } pair)
            metadata[pair.Name] = pair.Value;
        var details = new SessionDetails { Title = _header.Title, Metadata = metadata, Version = version };
        return await _store.DescribeAsync(Key, details, cancellationToken).ConfigureAwait(false) ?? throw new SessionExistsException(Key, isUnfinishedImport: false);
    }

    private async ValueTask ReleaseAsync()
    {
        if (_lease is not { } token)
            return;

        _lease = null;
        await _store.LeaseAsync(Key, new LeaseRequest.Release(token), CancellationToken.None).ConfigureAwait(false);
        StoreTraffic.Of(_store).Releases.Send(Key);
    }
}
