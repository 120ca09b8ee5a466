using System.Collections.Concurrent;

namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Reads the whole session, adds a commit to it, and saves the whole: what another committed in between is lost, though it was acknowledged.</summary>
public sealed class SavesTheWholeSession(TimeProvider clock) : BrokenStore(clock)
{
    private readonly SemaphoreSlim _saving = new(1);

    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        List<SessionPart> read = [];
        await foreach (var part in Inner.CopyAsync(key, cancellationToken))
            read.Add(part);
        await LetOthersInAsync();

        await _saving.WaitAsync(cancellationToken);
        try
        {
            var record = await RecordAsync(key);
            if (record.LeasedUntil is null && record.Tip > commit.ExpectedTip && CountOf(read) == commit.ExpectedTip.Value)
            {
                await Inner.DeleteAsync(key, cancellationToken);
                await Inner.RestoreAsync(key, read.ToAsyncEnumerable(), cancellationToken);
            }

            return await base.CommitAsync(key, commit, cancellationToken);
        }
        finally
        {
            _saving.Release();
        }
    }

    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        await _saving.WaitAsync(cancellationToken);
        try
        {
            return await base.GetAsync(key, cancellationToken);
        }
        finally
        {
            _saving.Release();
        }
    }

    private static long CountOf(List<SessionPart> parts) => parts.Sum(part => part.Entries.Count);
}

/// <summary>Answers every third request for a record with the one that it gave before, as a replica does that is behind.</summary>
public sealed class ReadsOldRecords(TimeProvider clock) : BrokenStore(clock)
{
    private readonly ConcurrentDictionary<SessionKey, SessionRecord> _given = new();
    private int _reads;

    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _reads) % 3 == 0 && _given.TryGetValue(key, out var old))
            return old;

        var record = await base.GetAsync(key, cancellationToken);
        if (record is not null)
            _given[key] = record;
        return record;
    }
}

/// <summary>Leaves the newest entry out of every second page of the log.</summary>
public sealed class ReadsOldPages(TimeProvider clock) : BrokenStore(clock)
{
    private int _reads;

    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await base.ReadAsync(key, read, cancellationToken);
        return read.Head is null && page is { Next: null, Entries.Count: > 0 } && Interlocked.Increment(ref _reads) % 2 == 0 ? page with { Entries = [.. page.Entries.SkipLast(1)] } : page;
    }
}

/// <summary>Knows a repeated commit only when it is the same to the byte, and makes it again in any other form.</summary>
public sealed class AppliesARepeatInAnotherForm(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        var receipt = await base.CommitAsync(key, commit, cancellationToken);
        return receipt.Repeated && receipt.Chain != commit.Entries[^1].Chain ? await base.CommitAsync(key, commit with { Id = CommitId.New(Clock) }, cancellationToken) : receipt;
    }
}
