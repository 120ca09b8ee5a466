using System.Text.Json.Nodes;

namespace Colloquy.Import.Tests;

/// <summary>A conversation that grows at random, imported again and again and cut off at random, has the branches of its tree in the end.</summary>
public sealed class RandomTreeTests : ImportTest
{
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("COLLOQUY_SEED"), out var seed) ? seed : Environment.TickCount & 0xFFFF;

    [Fact]
    public async Task Every_path_of_the_tree_is_a_branch()
    {
        for (var round = 0; round < Tier.Times(60); round++)
            await TryAsync(Seed + round);
    }

    private async Task TryAsync(int seed)
    {
        var random = new Random(seed);
        var parents = new List<int>();
        var (inner, path) = (new InMemorySessionStore(), PathOf($"tree-{seed}.json"));
        for (var step = 0; step < 8; step++)
        {
            for (var i = random.Next(1, 6); i > 0; i--)
                parents.Add(parents.Count == 0 ? -1 : random.Next(3) == 0 ? random.Next(parents.Count) : parents.Count - 1);
            await File.WriteAllTextAsync(path, ToJson(parents));
            Store = random.Next(2) == 0 ? inner : new LosingStore(inner, random.Next(4)) { LosesAnswer = random.Next(2) == 0 };
            try
            {
                await ImportAsync(path);
            }
            catch (IOException)
            {
                // Cut off, as by a kill.
            }
        }

        Store = inner;
        var report = await ImportAsync(path);
        var again = await ImportAsync(path);
        var session = await FindAsync("tree");
        var found = new List<string>();
        foreach (var branch in await session.Branches.ListAsync())
            found.Add(string.Join(' ', (await (await session.Branches.OpenAsync(branch.Name)).GetItemsAsync()).Select(item => item.Text)));

        Assert.True((report.NotImported, again.Messages, again.MessagesThere) == (0, 0, parents.Count), $"seed {seed}: {report}");
        Assert.Equal(PathsOf(parents).Order(), found.Order());
    }

    /// <summary>The texts on the way to each node without children.</summary>
    private static IEnumerable<string> PathsOf(List<int> parents)
    {
        foreach (var leaf in Enumerable.Range(0, parents.Count).Where(node => !parents.Contains(node)))
        {
            var way = new Stack<int>();
            for (var node = leaf; node >= 0; node = parents[node])
                way.Push(node);
            yield return string.Join(' ', way.Select(node => $"n{node}"));
        }
    }

    private static string ToJson(List<int> parents)
    {
        var mapping = new JsonObject { ["root"] = new JsonObject { ["children"] = ChildrenOf(parents, -1) } };
        for (var node = 0; node < parents.Count; node++)
        {
            mapping[$"n{node}"] = new JsonObject
            {
                ["parent"] = parents[node] < 0 ? "root" : $"n{parents[node]}",
                ["children"] = ChildrenOf(parents, node),
                ["message"] = new JsonObject
                {
                    ["id"] = $"n{node}",
                    ["author"] = new JsonObject { ["role"] = node % 2 == 0 ? "user" : "assistant" },
                    ["content"] = new JsonObject { ["content_type"] = "text", ["parts"] = new JsonArray($"n{node}") },
                },
            };
        }

        return new JsonArray(new JsonObject { ["id"] = "tree", ["mapping"] = mapping, ["current_node"] = $"n{parents.Count - 1}" }).ToJsonString();
    }

    private static JsonArray ChildrenOf(List<int> parents, int node) => [.. Enumerable.Range(0, parents.Count).Where(child => parents[child] == node).Select(child => (JsonNode)$"n{child}")];
}
