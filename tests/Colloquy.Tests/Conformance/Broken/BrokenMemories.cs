namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Shows a user what another has, by its number.</summary>
public sealed class ReadsOthersMemories(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default) =>
        [.. await base.ReadAsync(owner, ids, cancellationToken), .. owner.Owner.User == "ada" ? [] : await base.ReadAsync(new SessionOwner("ada", owner.Owner.App), ids, cancellationToken)];
}

/// <summary>Leaves words and vectors of what was forgotten where they are.</summary>
public sealed class ForgetsHalf(TimeProvider clock) : BrokenStore(clock)
{
    private readonly HashSet<MemoryId> _forgotten = [];

    public override async ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default) =>
        (await base.ReadAsync(owner, [id], cancellationToken)).Count > 0 && _forgotten.Add(id);

    public override async ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default) =>
        [.. (await base.ReadAsync(owner, ids, cancellationToken)).Where(item => !_forgotten.Contains(item.Id))];

    public override async ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default) =>
        await base.FindAsync(owner, key, cancellationToken) is { } found && !_forgotten.Contains(found.Id) ? found : null;

    public override async ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default)
    {
        var page = await base.ListAsync(listing, cancellationToken);
        return page with { Items = [.. page.Items.Where(item => !_forgotten.Contains(item.Id))] };
    }
}

/// <summary>Takes the vector of a text that was replaced meanwhile.</summary>
public sealed class TakesLateVectors(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default) =>
        await base.ReadAsync(owner, [id], cancellationToken) is [var item] && await base.SetVectorAsync(owner, id, item.Version, vector, cancellationToken);
}

/// <summary>Compares vectors of whichever model.</summary>
public sealed class ComparesAnyModel(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default) =>
        base.PutAsync(put.Vector is null ? put : put with { Vector = new MemoryVector("any", put.Vector.Values) }, cancellationToken);

    public override ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default) =>
        base.FindNearestAsync(owner, new MemoryVector("any", vector.Values), limit, cancellationToken);
}

/// <summary>Forgets what came from a session together with the session.</summary>
public sealed class ForgetsMemoriesWithTheSession(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        var owner = new MemoryOwner(key.Owner);
        foreach (var item in (await base.ListAsync(new MemoryListing(owner), cancellationToken)).Items.Where(item => item.Source?.Key == key))
            await base.ForgetAsync(owner, item.Id, cancellationToken);
        return await base.DeleteAsync(key, cancellationToken);
    }
}

/// <summary>Finds words where they are parts of others.</summary>
public sealed class FindsPartsOfWords(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default) =>
        base.MatchAsync(owner, [.. terms.Select(term => new SearchTerm(term.Words, isPrefix: true))], anyTerm, limit, cancellationToken);
}
