namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Keeps what it was told to remove.</summary>
public sealed class KeepsWhatIsPruned(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        base.CommitAsync(key, commit with { Prune = null }, cancellationToken);
}

/// <summary>Removes every payload of a range, whatever its kind.</summary>
public sealed class PrunesAnyKind(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        base.CommitAsync(key, commit.Prune is { } prune ? commit with { Prune = prune with { Kinds = [.. prune.Kinds, EntryKind.ModelCall, EntryKind.HeadMove, EntryKind.TurnStart] } } : commit, cancellationToken);
}

/// <summary>Takes pruning for use of the session, which makes it live longer.</summary>
public sealed class LivesLongerWhenPruned(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        await base.GetAsync(key, cancellationToken) is { } record ? record.Pruned.IsStart ? record : record with { UpdatedAt = Clock.GetUtcNow() } : null;
}

/// <summary>Shows policies, and does what they forbid.</summary>
public sealed class KeepsPoliciesForShow(TimeProvider clock) : BrokenStore(clock)
{
    private readonly Dictionary<SessionKey, RetentionPolicy?> _policies = [];

    public override async ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default)
    {
        policy?.EnsureWellFormed();
        _policies[key] = policy;
        return await Inner.SetRetentionAsync(key, policy is null ? null : policy with { Immutable = false }, cancellationToken) with { Retention = policy };
    }

    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        await base.GetAsync(key, cancellationToken) is { } record ? record with { Retention = _policies.GetValueOrDefault(key) } : null;
}

/// <summary>Takes holds for a part of the policy, which is replaced with it.</summary>
public sealed class ReplacesHoldsWithThePolicy(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default)
    {
        foreach (var hold in (await Inner.GetAsync(key, cancellationToken))?.Retention?.Holds ?? [])
            await Inner.LiftHoldAsync(key, hold.Name, cancellationToken);
        return await base.SetRetentionAsync(key, policy, cancellationToken);
    }
}

/// <summary>Says that the usage of an erased user was given away, and keeps it under the user's name.</summary>
public sealed class KeepsTheNamesOfErasedUsers(TimeProvider clock) : BrokenStore(clock), IErasure
{
    public ValueTask MovePastUsageAsync(SessionOwner owner, SessionOwner pseudonym, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask<bool> ScrubAsync(CancellationToken cancellationToken = default) => new(true);
}

/// <summary>Loses the salts of payloads, so that nobody can check their hashes.</summary>
public sealed class LosesSalts(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await base.ReadAsync(key, read, cancellationToken);
        return page with { Entries = [.. page.Entries.Select(entry => entry with { Salt = default })] };
    }
}

/// <summary>Deletes as expired whatever it is told to, without looking again.</summary>
public sealed class DeletesWhatIsUsedAgain(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default) => Inner.DeleteAsync(key, cancellationToken);
}
