namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Leaves records of the audit out of pages that are about no other kind.</summary>
public sealed class HidesTheAudit(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await base.ReadAsync(key, read, cancellationToken);
        return read.Kinds is [var kind] && kind == EntryKind.Audit ? page with { Entries = [] } : page;
    }
}

/// <summary>Keeps only Colloquy's own keys in the state of users.</summary>
public sealed class ForgetsStateOfUsers(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default)
    {
        var slot = await base.FindAsync(owner, key, cancellationToken);
        return key.StartsWith("colloquy.", StringComparison.Ordinal) ? slot : slot with { Stored = null };
    }
}
