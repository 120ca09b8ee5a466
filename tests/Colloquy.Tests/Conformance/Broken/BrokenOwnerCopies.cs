namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Restores the keys that are there, and so counts versions from the wrong one on.</summary>
public sealed class RestoresStateWithoutRemovals(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask RestoreStateAsync(SessionOwner owner, IReadOnlyList<StoredState> state, CancellationToken cancellationToken = default) =>
        base.RestoreStateAsync(owner, [.. state.Where(stored => !stored.Removed)], cancellationToken);
}

/// <summary>Restores memories as if they were written for the first time.</summary>
public sealed class ForgetsVersionsOfMemories(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask RestoreMemoriesAsync(MemoryOwner owner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> memories, CancellationToken cancellationToken = default) =>
        base.RestoreMemoriesAsync(owner, [.. memories.Select(memory => KeyValuePair.Create(memory.Key with { Version = 1 }, memory.Value))], cancellationToken);
}

/// <summary>Leaves out the agents of the owner with whom the last page ended.</summary>
public sealed class SkipsAgentsBetweenPages(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<IReadOnlyList<MemoryOwner>> ListOwnersAsync(MemoryOwner? after, int limit, CancellationToken cancellationToken = default) =>
        [.. (await base.ListOwnersAsync(null, int.MaxValue, cancellationToken)).SkipWhile(owner => after is not null && owner != after).SkipWhile(owner => owner.Owner == after?.Owner).Take(limit)];
}
