using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Storage.Conformance;

/// <summary>Compares a session of a store with its model: all of what is small, and random reads of the rest.</summary>
internal sealed class ModelComparison(ISessionStore store, SessionModel model, FakeTimeProvider clock, Random random)
{
    private readonly SessionUnderTest _session = new(store, model.Key, clock);

    public async Task CompareAsync()
    {
        Check.Record(model.RecordAt(clock.GetUtcNow()), await store.GetAsync(model.Key), "the record");
        Check.Sequence(
            model.Branches.OrderBy(branch => branch.Key, StringComparer.Ordinal).Select(branch => Rendering.Of(branch.Value)),
            await _session.BranchesAsync(),
            "the branches");
        var wanted = random.Next(4) == 0 ? "never was" : model.Branches.Keys.ElementAt(random.Next(model.Branches.Count));
        Check.Sequence(
            model.Branches.TryGetValue(wanted, out var branch) ? [Rendering.Of(branch)] : [],
            (await store.GetBranchesAsync(model.Key, wanted)).Select(Rendering.Of),
            $"the branch {Rendering.Of(wanted)}");
        await CompareReadsAsync(model.Head);
        await CompareReadsAsync(random.NextInt64(model.Tip + 1));
        await CompareBlobsAsync();
    }

    private async Task CompareReadsAsync(long head)
    {
        var limit = random.Next(1, 12);
        var after = random.NextInt64(model.Tip + 1);
        var line = model.LineOf(head);
        Check.Entries(line.AsEnumerable().Reverse(), await ReadAsync(LogRead.Back(new Position(head)), limit), $"the line of {head} backwards in pages of {limit}");
        Check.Entries(line.Where(entry => entry.Position.Value > after), await ReadAsync(LogRead.Forth(new Position(head), new Position(after)), limit), $"the line of {head} after {after} in pages of {limit}");
        Check.Entries(model.Log.Skip((int)after), await ReadAsync(LogRead.All(new Position(after)), limit), $"the log after {after} in pages of {limit}");
        Check.Entries(model.StateAt(head), await store.ReadStateAsync(model.Key, new Position(head)), $"the state at {head}");
    }

    private async Task CompareBlobsAsync()
    {
        for (byte content = 0; content < 5; content++)
        {
            var hash = Digest.Of([content]);
            Check.Equal(model.Blobs.ContainsKey(hash), await store.GetBlobAsync(model.Key, hash) is not null, $"whether the content {content} is kept");
        }
    }

    private Task<IReadOnlyList<Entry>> ReadAsync(LogRead read, int limit) => _session.ReadWholeAsync(read with { Limit = limit });
}
