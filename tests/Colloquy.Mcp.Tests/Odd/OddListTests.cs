using Microsoft.Extensions.AI;

namespace Colloquy.Mcp.Tests;

/// <summary>What servers list.</summary>
public sealed class OddListTests : OddTest
{
    private const string Good = """{"name":"ask","inputSchema":{"type":"object"}}""";

    public static TheoryData<string, string> MalformedTools => new()
    {
        { """{"name":"bent"}""", "the tool 'bent' is left out, since its schema is missing" },
        { """{"name":"bent","inputSchema":null}""", "the tool 'bent' is left out, since its schema is null" },
        { """{"name":"bent","inputSchema":[]}""", "the tool 'bent' is left out, since its schema is an array" },
        { """{"name":"bent","inputSchema":"object"}""", "the tool 'bent' is left out, since its schema is text" },
        { """{"name":"bent","inputSchema":true}""", "the tool 'bent' is left out, since its schema is true" },
        { """{"name":"bent","inputSchema":{}}""", "the tool 'bent' is left out, since its schema has no type" },
        { """{"name":"bent","inputSchema":{"properties":{"a":{"type":"string"}}}}""", "the tool 'bent' is left out, since its schema has no type" },
        { """{"name":"bent","inputSchema":{"type":"string"}}""", "the tool 'bent' is left out, since its schema is not that of an object" },
        { """{"name":"bent","inputSchema":{"type":["object"]}}""", "the tool 'bent' is left out, since its schema is not that of an object" },
        { """{"name":"bent","inputSchema":{"type":"object","properties":{"a":{"type":"object","x-mcp-header":"Region"}}}}""", "the tool 'bent' is left out" },
        { """{"inputSchema":{"type":"object"}}""", "a tool is left out, since its name is null" },
        { """{"name":"","inputSchema":{"type":"object"}}""", "a tool is left out, since its name is text" },
        { """{"name":7,"inputSchema":{"type":"object"}}""", "a tool is left out, since its name is a number" },
        { "null", "a tool is left out, since it is null" },
        { "\"bent\"", "a tool is left out, since it is text" },
        { "[]", "a tool is left out, since it is an array" },
    };

    [Theory]
    [MemberData(nameof(MalformedTools))]
    public async Task One_malformed_tool_is_left_out_with_a_warning_and_the_others_stay(string tool, string expected)
    {
        Replies.SetResult("tools/list", $$"""{"tools":[{{tool}},{{Good}}]}""");
        var server = NewOdd();

        Assert.Equal(["odd_ask"], await NamesOfAsync(server));
        await server.GetToolsAsync(Stop);

        var warning = Assert.Single(Warnings);
        Assert.StartsWith($"Warning: MCP server 'odd' sent what cannot be used: {expected}", warning, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_malformed_tool_is_left_out_whatever_the_transport_and_the_server_stays_in_use(string transport)
    {
        Replies.SetResult("tools/list", $$"""{"tools":[{"name":"bent","inputSchema":null},{{Good}}]}""");
        Replies.SetResult("tools/call", """{"content":[{"type":"text","text":"done"}]}""");
        var server = NewOdd(transport);

        Assert.Equal("done", await AskAsync(server));
        Assert.Equal(1, server.Starts);
        Assert.Contains(Warnings, warning => warning.Contains("'bent'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(""" "description":7 """)]
    [InlineData(""" "title":[] """)]
    [InlineData(""" "annotations":"none" """)]
    [InlineData(""" "annotations":{"readOnlyHint":null} """)]
    [InlineData(""" "outputSchema":null """)]
    [InlineData(""" "outputSchema":[] """)]
    [InlineData(""" "outputSchema":"object" """)]
    [InlineData(""" "icons":{"src":1} """)]
    [InlineData(""" "_meta":[] """)]
    [InlineData(""" "execution":7 """)]
    public async Task A_field_that_tools_need_not_have_does_not_cost_the_tool(string field)
    {
        Replies.SetResult("tools/list", $$"""{"tools":[{"name":"ask","inputSchema":{"type":"object"},{{field}}}]}""");

        Assert.Equal(["odd_ask"], await NamesOfAsync(NewOdd()));
    }

    [Fact]
    public async Task A_hint_that_cannot_be_read_frees_no_tool()
    {
        Replies.SetResult("tools/list", """{"tools":[{"name":"ask","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":"yes","idempotentHint":1,"destructiveHint":"yes"}}]}""");

        var tool = (await NewOdd().GetToolsAsync(Stop)).Single(tool => tool.Name == "odd_ask");

        Assert.NotNull(tool.GetService<ApprovalRequiredAIFunction>());
        Assert.False(AgentTool.IsIdempotent(tool));
    }

    [Fact]
    public async Task A_name_that_is_listed_twice_is_one_tool_and_told()
    {
        Replies.SetResult("tools/list", $$"""{"tools":[{{Good}},{{Good}}]}""");

        Assert.Equal(["odd_ask"], await NamesOfAsync(NewOdd()));
        Assert.Contains(Warnings, warning => warning.Contains("the tool 'ask' is listed 2 times", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"tools":null}""")]
    [InlineData("""{"tools":{"ask":{}}}""")]
    public async Task A_list_that_is_none_is_empty_and_told(string result)
    {
        Replies.SetResult("tools/list", result);
        var server = NewOdd();

        Assert.Empty(await NamesOfAsync(server));
        Assert.Contains(Warnings, warning => warning.Contains("a list of tools that is", StringComparison.Ordinal));
        Assert.NotEmpty(await server.GetToolsAsync(Stop));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_cursor_that_repeats_ends_the_listing_which_is_told_as_what_it_is(string transport)
    {
        Replies.SetResult("tools/list", $$"""{"tools":[{{Good}}],"nextCursor":"a"}""");
        Replies.SetPage("tools/list", "a", """{"tools":[{"name":"tell","inputSchema":{"type":"object"}}],"nextCursor":"b"}""");
        Replies.SetPage("tools/list", "b", """{"tools":[],"nextCursor":"a"}""");

        Assert.Equal(["odd_ask", "odd_tell"], await NamesOfAsync(NewOdd(transport)));
        Assert.Contains(Warnings, warning => warning.Contains("a list of tools that does not end: its cursor 'a' came twice", StringComparison.Ordinal));
        Assert.Equal(3, Replies.CountOf("tools/list"));
    }

    [Fact]
    public async Task Cursors_that_are_new_for_ever_end_too()
    {
        Replies.SetResult("prompts/list", """{"prompts":[{"name":"p$count"}],"nextCursor":"c$count"}""");

        var prompts = await NewOdd().ListPromptsAsync(Stop);

        Assert.Equal(1000, prompts.Count);
        Assert.Contains(Warnings, warning => warning.Contains("more than 1000 pages", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task A_cursor_that_is_none_ends_the_listing(string cursor)
    {
        Replies.SetResult("tools/list", $$"""{"tools":[{{Good}}],"nextCursor":{{cursor}}}""");

        Assert.Equal(["odd_ask"], await NamesOfAsync(NewOdd()));
        Assert.Equal(1, Replies.CountOf("tools/list"));
    }

    [Fact]
    public async Task Malformed_prompts_resources_and_templates_are_left_out_alone()
    {
        Replies.SetResult("prompts/list", """{"prompts":[null,{"title":"x"},{"name":"good","arguments":[null,{"name":7},{"name":"city","required":"true"}]},{"name":"plain","arguments":{"a":1}}]}""");
        Replies.SetResult("resources/list", """{"resources":[7,{"name":"no uri"},{"uri":null},{"uri":"a://b","size":"big","annotations":7}]}""");
        Replies.SetResult("resources/templates/list", """{"resourceTemplates":[{"name":"no uri"},{"uriTemplate":"a://{b}"}]}""");
        var server = NewOdd();

        var prompts = await server.ListPromptsAsync(Stop);
        var resources = await server.ListResourcesAsync(Stop);
        var templates = await server.ListResourceTemplatesAsync(Stop);

        Assert.Equal(["good", "plain"], prompts.Select(prompt => prompt.Name));
        Assert.Equal("city", Assert.Single(prompts[0].Arguments!).Name);
        Assert.Equal(("a://b", "a://b"), (Assert.Single(resources).Uri, resources[0].Name));
        Assert.Equal("a://{b}", Assert.Single(templates).UriTemplate);
        Assert.Equal(6, Warnings.Count());
    }

    [Fact]
    public async Task A_server_with_a_malformed_tool_that_missed_a_time_out_is_not_taken_for_dead()
    {
        Replies.SetResult("tools/list", $$"""{"tools":[{"name":"bent"},{{Good}}]}""");
        Replies.Set("tools/call", "");
        var server = NewOdd("process", timeout: 0.3);
        await Assert.ThrowsAsync<McpServerException>(() => AskAsync(server));

        Replies.SetResult("tools/call", """{"content":[{"type":"text","text":"late"}]}""");

        Assert.Equal("late", await AskAsync(server));
        Assert.Equal(1, server.Starts);
    }

    [Fact]
    public async Task A_resource_for_the_context_that_cannot_be_read_leaves_the_servers_tools()
    {
        Replies.SetResult("tools/call", """{"content":[]}""");
        await using var listener = new Disposer(new RawHttpServer(Replies, asEvents: false));
        await using var servers = new McpServers(Logger) { ContinueOnError = true };
        servers.Add(new HttpMcpServer("odd", ((RawHttpServer)listener.Inner).Endpoint) { ContextResources = ["a://gone"] });
        var model = new ObedientChatClient();

        await new Agent(model) { ContextProviders = [servers] }.RunAsync("odd_ask", cancellationToken: Stop);

        Assert.Contains(model.Requests[0].Options!.Tools!, tool => tool.Name == "odd_ask");
        Assert.Contains(model.Requests[0].Messages, message => message.Text.Contains("It cannot be read now", StringComparison.Ordinal));
    }

    private sealed class Disposer(IDisposable inner) : IAsyncDisposable
    {
        public IDisposable Inner => inner;

        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
