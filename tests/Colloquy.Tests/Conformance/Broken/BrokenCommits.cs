using System.Collections.Concurrent;

namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Acknowledges every third commit of a session and does not keep it.</summary>
public sealed class LosesACommit(TimeProvider clock) : BrokenStore(clock)
{
    private int _commits;

    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        Interlocked.Increment(ref _commits) % 3 == 0
            ? new(new CommitReceipt(commit.Entries[0].Position, commit.Entries[^1].Position, commit.Entries[^1].Chain))
            : base.CommitAsync(key, commit, cancellationToken);
}

/// <summary>Writes a repeated commit again, at the tip.</summary>
public sealed class AppliesARepeatTwice(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        var receipt = await base.CommitAsync(key, commit, cancellationToken);
        if (receipt.Repeated)
            await base.CommitAsync(key, Rebase(commit, await RecordAsync(key)) with { Id = CommitId.New(Clock) }, cancellationToken);
        return receipt;
    }
}

/// <summary>Remembers only the receipt of the last commit.</summary>
public sealed class ForgetsTheReceiptAfterAnotherCommit(TimeProvider clock) : BrokenStore(clock)
{
    private readonly ConcurrentDictionary<SessionKey, CommitId> _last = new();

    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        var known = _last.TryGetValue(key, out var last) && last == commit.Id;
        var receipt = await base.CommitAsync(key, known ? commit : commit with { Id = CommitId.New(Clock) }, cancellationToken);
        _last[key] = commit.Id;
        return receipt;
    }
}

/// <summary>Looks at the lease before it looks for the receipt.</summary>
public sealed class LooksAtTheLeaseBeforeTheReceipt(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        if (await GetAsync(key, cancellationToken) is { LeasedUntil: { } until } && until > Clock.GetUtcNow() && commit.Lease is null)
            throw new SessionBusyException(key, until);
        return await base.CommitAsync(key, commit, cancellationToken);
    }
}

/// <summary>Remembers the id of a commit that it refused.</summary>
public sealed class RemembersARefusedCommit(TimeProvider clock) : BrokenStore(clock)
{
    private readonly ConcurrentDictionary<CommitId, CommitReceipt> _refused = new();

    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        if (_refused.TryGetValue(commit.Id, out var receipt))
            return receipt with { Repeated = true };

        try
        {
            return await base.CommitAsync(key, commit, cancellationToken);
        }
        catch (TipConflictException)
        {
            _refused[commit.Id] = new CommitReceipt(commit.Entries[0].Position, commit.Entries[^1].Position, commit.Entries[^1].Chain);
            throw;
        }
    }
}

/// <summary>Appends wherever the tip is.</summary>
public sealed class IgnoresTheTip(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        commit.EnsureWellFormed();
        return await base.CommitAsync(key, Rebase(commit, await RecordAsync(key)), cancellationToken);
    }
}

/// <summary>Leaves the first entry of a commit that fails because of its heads.</summary>
public sealed class HalfWrites(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.CommitAsync(key, commit, cancellationToken);
        }
        catch (ArgumentException) when (commit.Entries.Count > 0 && commit.Heads.Count + (commit.CurrentBranch is null ? 0 : 1) > 0)
        {
            await base.CommitAsync(key, commit with { Id = CommitId.New(Clock), Entries = [commit.Entries[0]], Heads = [], CurrentBranch = null, Blobs = [] }, cancellationToken);
            throw;
        }
    }
}

/// <summary>Writes a commit entry by entry, and lets others in between.</summary>
public sealed class Interleaves(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        if (commit.Entries.Count == 1)
            return await base.CommitAsync(key, commit, cancellationToken);

        CommitReceipt? receipt = null;
        foreach (var entry in commit.Entries)
        {
            var part = commit with { Id = receipt is null ? commit.Id : CommitId.New(Clock), ExpectedTip = entry.Position.Previous, ExpectedChain = null, Entries = [entry], Heads = [] };
            receipt = await CommitPartAsync(key, part, isFirst: receipt is null, cancellationToken);
            await LetOthersInAsync();
        }

        return receipt!;
    }

    private async Task<CommitReceipt> CommitPartAsync(SessionKey key, Commit part, bool isFirst, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await base.CommitAsync(key, isFirst ? part : Rebase(part, await RecordAsync(key)), cancellationToken);
            }
            catch (TipConflictException) when (!isFirst)
            {
                // Another came in between, which this store does not mind.
            }
        }
    }
}

/// <summary>Keeps the content of a commit before it knows whether the commit is made.</summary>
public sealed class KeepsContentOfRefusedCommits(TimeProvider clock) : BrokenStore(clock)
{
    private readonly ConcurrentDictionary<(SessionKey, Digest), Blob> _blobs = new();

    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        foreach (var blob in commit.Blobs)
            _blobs.TryAdd((key, blob.Hash), blob);
        return base.CommitAsync(key, commit, cancellationToken);
    }

    public override ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => new(_blobs.GetValueOrDefault((key, hash)));
}

/// <summary>Begins to write although the caller has given up.</summary>
public sealed class IgnoresCancellation(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        var receipt = await base.CommitAsync(key, commit, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return receipt;
    }
}

/// <summary>Makes a branch again under the name of a deleted one.</summary>
public sealed class ReusesDeletedNames(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.CommitAsync(key, commit, cancellationToken);
        }
        catch (ArgumentException) when (commit.Heads.Count > 0)
        {
            return await base.CommitAsync(key, commit with { Heads = [], CurrentBranch = null }, cancellationToken);
        }
    }
}

/// <summary>Moves every branch that points where the current one does.</summary>
public sealed class MovesBranchesTogether(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        var record = await GetAsync(key, cancellationToken);
        if (record is null || commit.Heads is not [{ Head: not null } moved] || moved.Name != record.Branch)
            return await base.CommitAsync(key, commit, cancellationToken);

        var beside = (await GetBranchesAsync(key, cancellationToken: cancellationToken)).Where(branch => branch.Head == record.Head && branch.Name != moved.Name);
        return await base.CommitAsync(key, commit with { Heads = [moved, .. beside.Select(branch => branch with { Head = moved.Head })] }, cancellationToken);
    }
}

/// <summary>Does not keep which entry moved a branch.</summary>
public sealed class ForgetsWhatMovedABranch(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        base.CommitAsync(key, commit with { Heads = [.. commit.Heads.Select(head => head with { LastMove = Position.Start })] }, cancellationToken);
}

/// <summary>Finds branches by names that are only alike.</summary>
public sealed class FindsBranchesInAnyCase(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) =>
        [.. (await base.GetBranchesAsync(key, null, cancellationToken)).Where(branch => name is null || branch.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
}

/// <summary>Keeps the current branch it has.</summary>
public sealed class IgnoresSwitches(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        base.CommitAsync(key, commit.Heads.Any(head => head.Head is null) ? commit : commit with { CurrentBranch = null }, cancellationToken);
}
