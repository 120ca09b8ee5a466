using System.Collections.Concurrent;

namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Reaches every session by its id, whoever owns it.</summary>
public sealed class LeaksAcrossUsers(TimeProvider clock) : KeysRewritten(clock, key => new SessionKey(key.Id, "everybody", key.App));

/// <summary>Compares ids as a database does that folds case.</summary>
public sealed class FoldsCase(TimeProvider clock) : KeysRewritten(clock, key => new SessionKey(key.Id.ToLowerInvariant(), key.Owner));

/// <summary>Compares ids as a database does that normalises.</summary>
public sealed class Normalises(TimeProvider clock) : KeysRewritten(clock, key => new SessionKey(key.Id.Replace("e\u0301", "\u00E9", StringComparison.Ordinal), key.Owner));

/// <summary>Joins the parts of a key with a character that may be in them.</summary>
public sealed class JoinsKeys(TimeProvider clock) : KeysRewritten(clock, key => new SessionKey($"{key.App}::{key.User}::{key.Id}", key.User is null ? null : "somebody", "all"));

/// <summary>Pads users with blanks, as a column of fixed length does.</summary>
public sealed class TrimsUsers(TimeProvider clock) : KeysRewritten(clock, key => new SessionKey(key.Id, key.User?.TrimEnd() is { Length: > 0 } user ? user : null, key.App));

/// <summary>Creates the session that is read.</summary>
public sealed class CreatesOnRead(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var existed = await GetAsync(key, cancellationToken) is not null;
        await CreateAsync(key, cancellationToken);
        return existed ? await base.ReadAsync(key, read, cancellationToken) : LogPage.Empty;
    }
}

/// <summary>Remembers receipts beyond the session that they belong to.</summary>
public sealed class RemembersDeletedSessions(TimeProvider clock) : BrokenStore(clock)
{
    private readonly ConcurrentDictionary<(SessionKey, CommitId), CommitReceipt> _receipts = new();

    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        if (commit.Entries.Count > 0 && _receipts.TryGetValue((key, commit.Id), out var known))
            return known with { Repeated = true };
        return _receipts[(key, commit.Id)] = await base.CommitAsync(key, commit, cancellationToken);
    }
}

/// <summary>Creates a session anew each time.</summary>
public sealed class StartsOver(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        await base.DeleteAsync(key, cancellationToken);
        return await base.CreateAsync(key, cancellationToken);
    }
}

/// <summary>Lets the last writer of a title win.</summary>
public sealed class IgnoresTheVersion(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default)
    {
        var record = await RecordAsync(key);
        return await base.SetDetailsAsync(key, details with { Version = record.Details.Version }, cancellationToken);
    }
}

/// <summary>Keeps titles as strings that end at the first U+0000.</summary>
public sealed class CutsTitlesAtZero(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) =>
        base.SetDetailsAsync(key, details with { Title = details.Title?.Split('\0')[0] }, cancellationToken);
}

/// <summary>Takes no title from a commit.</summary>
public sealed class IgnoresTitlesOfCommits(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        base.CommitAsync(key, commit with { Title = null }, cancellationToken);
}

/// <summary>Takes a session that waits for a person for one that does nothing.</summary>
public sealed class ForgetsThatItWaits(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        base.CommitAsync(key, commit with { Heads = [.. commit.Heads.Select(head => head with { IsWaiting = false })] }, cancellationToken);
}

/// <summary>Takes what the last commit said of the current branch for all branches.</summary>
public sealed class LooksAtOneBranch(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        await base.GetAsync(key, cancellationToken) is { } record ? record with { Activity = record is { Activity: SessionActivity.Waiting, IsWaiting: false } ? SessionActivity.Idle : record.Activity } : null;
}

/// <summary>Answers after it was closed.</summary>
public sealed class AnswersAfterClosing(TimeProvider clock) : BrokenStore(clock)
{
    private bool _closed;

    public override ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default) =>
        _closed ? new(new SessionPage([], null)) : base.ListAsync(owner, query, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        _closed = true;
        return base.DisposeAsync();
    }
}

/// <summary>Does not tell how large a session is.</summary>
public sealed class ForgetsSizes(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        await base.GetAsync(key, cancellationToken) is { } record ? record with { Bytes = 0 } : null;
}
