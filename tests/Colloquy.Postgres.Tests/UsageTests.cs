namespace Colloquy.Postgres.Tests;

/// <summary>What model calls used is kept whatever models are called, and what cannot be read of it takes no total down.</summary>
public sealed class UsageTests
{
    [Fact]
    public async Task Names_of_models_that_no_index_holds_are_kept_as_they_are()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        // What does not repeat itself is not made small enough by compression.
        var random = new Random(14);
        var name = new string([.. Enumerable.Range(0, 20_000).Select(_ => (char)random.Next('!', '\u0250'))]);
        string[] models = [name, name + "x", "with\0zero", "", "\u00FE", "\u00FF"];
        await store.SpendAsync(Talk.Key, models);

        var ever = await store.SumAsync(Talk.Key, new UsageQuery(), UsageBy.Model);
        var lately = await store.SumAsync(Talk.Key, new UsageQuery { Since = DateTimeOffset.UnixEpoch }, UsageBy.Model);

        foreach (var sums in new[] { ever, lately })
            Assert.Equal(models.Order(StringComparer.Ordinal).Select(model => (model, 1L)), sums.Select(sum => (sum.Model!, sum.Calls)).OrderBy(sum => sum.Item1, StringComparer.Ordinal));
        Assert.Equal(models.Order(StringComparer.Ordinal), (await store.ReadUsageAsync(Talk.Key, null, 100)).Select(record => record.Model).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    public async Task Calls_whose_tools_cannot_be_read_are_counted_as_such(string called)
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        await store.SpendAsync(Talk.Key, "a", "b");
        await schema.ExecuteAsync($"UPDATE usage SET called = '{called}'::bytea WHERE model = 'a'");

        var groups = await store.GetUsageAsync(SessionSelection.OfSession(Talk.Key), UsageBy.Tool);

        Assert.Equal([(null, 0, 1), ("find", 1, 0)], groups.Select(group => (group.Key, group.Totals.Calls, group.Totals.UnreadableCalls)).OrderBy(group => group.Key, StringComparer.Ordinal));
        Assert.Equal(2, (await store.GetUsageAsync(SessionSelection.OfSession(Talk.Key))).Calls);
    }

    [Fact]
    public async Task What_is_of_a_session_is_kept_for_its_owner_when_the_session_is_deleted_meanwhile()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        var at = DateTimeOffset.UnixEpoch;

        for (var round = 0; round < 20; round++)
        {
            var key = new SessionKey($"{round}", "ada");
            await store.SpendAsync(key, "m");
            await Task.WhenAll(
                Task.Run(async () => await store.DeleteAsync(key)),
                Task.Run(async () => await store.RecordAsync(key, [new UsageRecord { Call = Guid.CreateVersion7(), At = at, Model = "m" }])));
        }

        var sums = await store.SumAsync(new SessionOwner("ada"), new UsageQuery(), UsageBy.Session);
        Assert.Equal((null, 40L), (sums.Single().Key, sums.Single().Calls));
        Assert.Equal(40, (await store.SumAsync(new SessionOwner("ada"), new UsageQuery { Since = at })).Single().Calls);
        Assert.Equal(1, await schema.CountAsync("spending"));
    }
}
