namespace Colloquy.Sqlite.Tests;

public sealed class UsageRangeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(3, 3, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(1, 3, 3)]
    [InlineData(3, 9, 1)]
    [InlineData(4, 9, 0)]
    public async Task What_calls_used_in_a_range_counts_from_its_first_position_to_its_last(int first, int last, int calls)
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var writer = new EntryWriter(await store.CreateAsync(Talk.Key));
        for (var i = 0; i < 3; i++)
            writer.Append(new ModelCallBody { Call = Guid.CreateVersion7(), Model = "m" });
        await store.CommitAsync(Talk.Key, writer.TakeCommit(CommitId.New()));

        var sums = await store.SumAsync(Talk.Key, new UsageQuery { Within = [new PositionRange(new(first), new(last))] });

        Assert.Equal(calls, sums.Sum(sum => sum.Calls));
    }

    public void Dispose() => _folder.Dispose();
}
