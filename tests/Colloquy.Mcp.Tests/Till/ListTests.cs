namespace Colloquy.Mcp.Tests;

public sealed class ListTests : TillTest
{
    [Theory]
    [InlineData(null)]
    [InlineData("2025-11-25")]
    public async Task A_changed_list_of_tools_is_seen_when_it_is_next_asked_for(string? protocol)
    {
        var till = Told(protocol is null ? NewTill() : new StdioMcpServer("till", Host, "exec", WorkerProgram, "serve", protocol));
        var servers = Keep(till);
        Assert.DoesNotContain(await servers.GetToolsAsync(Stop), tool => tool.Name == "till_sing");

        await CallAsync(till, "till_learn", ("name", "sing"));

        Assert.Contains(await servers.GetToolsAsync(Stop), tool => tool.Name == "till_sing");
        Assert.Equal("sing done", await CallAsync(till, "till_sing"));
        Assert.Equal(1, till.Starts);
    }

    [Fact]
    public async Task Agents_get_only_the_tools_that_the_filter_lets_through()
    {
        var till = Told(new StdioMcpServer("till", Host, "exec", WorkerProgram, "serve") { ToolFilter = name => name is "count" or "look" });
        var servers = Keep(till);

        Assert.Equal(["till_count", "till_look"], (await servers.GetToolsAsync(Stop)).Select(tool => tool.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_servers_of_one_kind_stand_side_by_side_under_their_names()
    {
        var (left, right) = (Told(new StdioMcpServer("left", Host, "exec", WorkerProgram, "serve")), Told(new StdioMcpServer("right", Host, "exec", WorkerProgram, "serve")));
        var servers = Keep(left, right);

        await CallAsync(left, "left_count");

        Assert.Equal("counted 2", await CallAsync(left, "left_count"));
        Assert.Equal("counted 1", await CallAsync(right, "right_count"));
        Assert.Contains(await servers.GetToolsAsync(Stop), tool => tool.Name == "right_count");
    }

    [Fact]
    public async Task Without_prefixes_a_clash_of_names_is_refused_with_both_servers_names()
    {
        var (left, right) = (Told(new StdioMcpServer("left", Host, "exec", WorkerProgram, "serve") { PrefixTools = false, ToolFilter = name => name == "count" }), Told(new StdioMcpServer("right", Host, "exec", WorkerProgram, "serve") { PrefixTools = false, ToolFilter = name => name is "count" or "look" }));
        var servers = Keep(left, right);

        var clash = await Assert.ThrowsAsync<McpNameClashException>(() => servers.GetToolsAsync(Stop));

        Assert.Equal("count", clash.Tool);
        Assert.Equal(["left", "right"], clash.Servers);
    }
}
