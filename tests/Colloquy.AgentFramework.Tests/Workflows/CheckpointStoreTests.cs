using System.Text.Json;
using Microsoft.Agents.AI.Workflows;

namespace Colloquy.AgentFramework.Tests.Workflows;

public sealed class CheckpointStoreTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task Checkpoints_are_listed_in_the_order_of_their_creation_and_by_their_parent()
    {
        var checkpoints = new ColloquyCheckpointStore(_store);
        List<CheckpointInfo> made = [await checkpoints.CreateCheckpointAsync("run", Value("0"))];
        for (var i = 1; i < 4; i++)
            made.Add(await checkpoints.CreateCheckpointAsync("run", Value($"{i}"), made[(i - 1) / 2]));

        var again = new ColloquyCheckpointStore(_store);
        Assert.Equal(made, await again.RetrieveIndexAsync("run"));
        Assert.Equal(made[1..3], await again.RetrieveIndexAsync("run", made[0]));
        for (var i = 0; i < 4; i++)
            Assert.Equal($"{i}", (await again.RetrieveCheckpointAsync("run", made[i])).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_large_checkpoint_is_read_back()
    {
        var checkpoints = new ColloquyCheckpointStore(_store);
        var text = new string('x', 600_000);

        var made = await checkpoints.CreateCheckpointAsync("run", Value(text));

        Assert.Equal(text, (await checkpoints.RetrieveCheckpointAsync("run", made)).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Workflow_runs_are_in_sessions_of_their_own_whose_keys_the_application_can_choose()
    {
        var checkpoints = new ColloquyCheckpointStore(_store, id => new SessionKey(id, user: "ada"));
        var made = await checkpoints.CreateCheckpointAsync("run", Value("1"));

        Assert.NotNull(await _store.FindAsync(new SessionKey("run", user: "ada")));
        Assert.Empty(await checkpoints.RetrieveIndexAsync("other"));
        Assert.Contains("'other'", (await Assert.ThrowsAsync<KeyNotFoundException>(async () => await checkpoints.RetrieveCheckpointAsync("other", made))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await checkpoints.RetrieveCheckpointAsync("run", new CheckpointInfo("run", "none")));
    }

    [Fact]
    public async Task Checkpoints_that_are_made_at_the_same_time_are_all_kept()
    {
        var checkpoints = new ColloquyCheckpointStore(_store);

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () => (Text: $"{i}", Info: await checkpoints.CreateCheckpointAsync("run", Value($"{i}"))))));

        Assert.Equal(8, (await checkpoints.RetrieveIndexAsync("run")).Count());
        foreach (var (text, info) in made)
            Assert.Equal(text, (await checkpoints.RetrieveCheckpointAsync("run", info)).GetProperty("text").GetString());
    }

    private static JsonElement Value(string text) => JsonSerializer.SerializeToElement(new { text });
}
