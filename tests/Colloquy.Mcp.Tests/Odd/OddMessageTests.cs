using ModelContextProtocol;

namespace Colloquy.Mcp.Tests;

/// <summary>Messages that are not what JSON-RPC says: none waits for the time-out.</summary>
public sealed class OddMessageTests : OddTest
{
    private static readonly (string Message, string Expected)[] Errors =
    [
        ("""{"jsonrpc":"2.0","id":$id,"error":{"code":-1}}""", "gives no reason"),
        ("""{"jsonrpc":"2.0","id":$id,"error":{"code":-1,"message":null}}""", "gives no reason"),
        ("""{"jsonrpc":"2.0","id":$id,"error":{"code":-1,"message":""}}""", "gives no reason"),
        ("""{"jsonrpc":"2.0","id":$id,"error":{"code":-1,"message":7,"data":"Stuck."}}""", "Stuck."),
        ("""{"jsonrpc":"2.0","id":$id,"error":{"message":"Stuck."}}""", "Stuck."),
        ("""{"jsonrpc":"2.0","id":$id,"error":{"code":null,"message":"Stuck."}}""", "Stuck."),
        ("""{"jsonrpc":"2.0","id":$id,"error":{"code":"E_STUCK","message":"Stuck."}}""", "Stuck."),
        ("""{"jsonrpc":"2.0","id":$id,"error":{"code":-1.5,"message":"Stuck."}}""", "Stuck."),
        ("""{"jsonrpc":"2.0","id":$id,"error":{"code":99999999999999,"message":"Stuck."}}""", "Stuck."),
        ("""{"jsonrpc":"2.0","id":$id,"error":{"code":-32042,"message":"Stuck.","data":[7]}}""", "Stuck."),
        ("""{"jsonrpc":"2.0","id":$id,"error":{"code":-32022,"message":"Stuck.","data":{"supported":7}}}""", "Stuck."),
        ("""{"jsonrpc":"2.0","id":$id,"error":{"code":-1,"message":"Stuck.","data":{"a":"\ud800","n":1e999}}}""", "Stuck."),
        ("""{"jsonrpc":"2.0","id":$id,"error":"Stuck."}""", "Stuck."),
        ("""{"jsonrpc":"2.0","id":$id,"error":["Stuck."]}""", "Stuck."),
        ("""{"jsonrpc":"2.0","id":$id,"error":true}""", "true"),
        ("""{"jsonrpc":"2.0","id":$id,"error":null}""", "neither a result nor an error"),
        ("""{"jsonrpc":"2.0","id":$id}""", "neither a result nor an error"),
        ("""{"jsonrpc":"2.0","id":$id,"result":null,"error":{"code":-1,"message":"Stuck."}}""", "Stuck."),
        ("""{"id":$id,"error":{"code":-1,"message":"Stuck."}}""", "Stuck."),
        ("""{"jsonrpc":"1.0","id":$id,"error":{"code":-1,"message":"Stuck."}}""", "Stuck."),
        ("""{"jsonrpc":"2.0","id":null,"error":{"code":-1,"message":"Stuck."}}""", "Stuck."),
        ("""{"jsonrpc":"2.0","error":{"code":-1,"message":"Stuck."}}""", "Stuck."),
        ("""[{"jsonrpc":"2.0","id":$id,"error":{"code":-1,"message":"Stuck."}}]""", "Stuck."),
        ("""{"jsonrpc":"2.0","id":$id,"result":{"content":[{"type":"text","te""", "not JSON"),
        ("""{"jsonrpc":"2.0","id":$id,"result":undefined}""", "not JSON"),
        ("""{"jsonrpc":"2.0","result":{"content":[}}""", "not JSON"),
    ];

    private static readonly string[] Successes =
    [
        """{"id":$id,"result":{"content":[{"type":"text","text":"done"}]}}""",
        """{"jsonrpc":2.0,"id":$id,"result":{"content":[{"type":"text","text":"done"}]}}""",
        """{"jsonrpc":"2.0","id":$id,"error":null,"result":{"content":[{"type":"text","text":"done"}]}}""",
        """{"jsonrpc":"2.0","id":$id,"error":{},"result":{"content":[{"type":"text","text":"done"}]}}""",
        """{"jsonrpc":"2.0","id":$id,"error":"","result":{"content":[{"type":"text","text":"done"}]}}""",
        """{"jsonrpc":"2.0","id":$id,"error":false,"method":null,"result":{"content":[{"type":"text","text":"done"}]}}""",
        """[{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info"}},{"jsonrpc":"2.0","id":$id,"result":{"content":[{"type":"text","text":"done"}]}}]""",
        """{"jsonrpc":"2.0","id":$id,"id":$id,"result":{"content":[{"type":"text","text":"done"}]}}""",
        """{"jsonrpc":"2.0","id":$id,"result":{"resultType":7,"content":[{"type":"text","text":"done"}]}}""",
        "\ufeff{\"jsonrpc\":\"2.0\",\"id\":$id,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}}",
    ];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task An_error_arrives_whatever_its_form_and_does_not_wait_for_the_time_out(string transport)
    {
        var server = NewOdd(transport);
        await server.GetToolsAsync(Stop);
        foreach (var (message, expected) in Errors)
        {
            Replies.Set("tools/call", message);

            var failure = await Record.ExceptionAsync(() => AskAsync(server));

            Assert.True(failure is McpProtocolException, $"{message}: {failure}");
            Assert.True(failure.Message.Contains(expected, StringComparison.Ordinal), $"{message}: {failure.Message}");
        }

        Assert.Equal(1, server.Starts);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task What_succeeded_is_told_as_success_whatever_stands_around_it(string transport)
    {
        var server = NewOdd(transport);
        foreach (var message in Successes)
        {
            Replies.Set("tools/call", message);

            Assert.Equal((message, "done"), (message, await AskAsync(server)));
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task An_id_that_comes_back_in_another_form_finds_its_request(string transport)
    {
        // Ids of lists are numbers, of calls texts.
        Replies.Set("tools/list", """{"jsonrpc":"2.0","id":"$id","result":{"tools":[{"name":"ask","inputSchema":{"type":"object"}}]}}""");
        Replies.Set("prompts/list", """{"jsonrpc":"2.0","id":$id.0,"result":{"prompts":[{"name":"p"}]}}""");
        var server = NewOdd(transport);

        Assert.Equal(["odd_ask"], await NamesOfAsync(server));
        Assert.Single(await server.ListPromptsAsync(Stop));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task An_answer_that_is_too_long_is_not_kept_and_the_server_stays_in_use(string transport)
    {
        var server = NewOdd(transport);
        Replies.SetResult("tools/call", "\"$much\"");

        var failure = await Assert.ThrowsAsync<McpProtocolException>(() => AskAsync(server));

        Assert.Contains("The server answered with more than 67,108,864 bytes.", failure.Message, StringComparison.Ordinal);
        Replies.SetResult("tools/call", "\"done\"");
        Assert.Equal("done", await AskAsync(server));
        Assert.Equal(1, server.Starts);
    }

    [Fact]
    public async Task What_a_process_writes_between_its_messages_disturbs_none()
    {
        Replies.Set("tools/call", "[INFO] working {\n{ half of something\n123\n\"text\"\n\n{\"jsonrpc\":\"2.0\",\"id\":\"another\",\"error\":{}}\n{\"jsonrpc\":\"2.0\",\"method\":7}\n{\"jsonrpc\":\"2.0\",\"id\":$id,\"result\":{\"content\":\"done\"}}");

        Assert.Equal("done", await AskAsync(NewOdd("process")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"protocolVersion":"2025-06-18","capabilities":null,"serverInfo":null}""")]
    [InlineData("""{"protocolVersion":"2025-06-18","capabilities":{"tools":true,"logging":"yes","resources":7},"serverInfo":{"name":"odd"},"instructions":["Be kind."],"_meta":7}""")]
    [InlineData("""{"protocolVersion":null,"capabilities":{"tools":{"listChanged":"yes"}},"serverInfo":{"name":7,"version":1,"icons":7}}""")]
    public async Task A_server_that_introduces_itself_oddly_is_used_for_what_it_says_to_have(string introduction)
    {
        Replies.SetResult("initialize", introduction);
        var server = NewOdd("process");

        var tools = await NamesOfAsync(server);

        Assert.Equal(introduction.Contains("\"tools\"", StringComparison.Ordinal) ? ["odd_ask"] : [], tools);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"supportedVersions":[7]}""")]
    public async Task A_server_that_answers_methods_which_it_does_not_know_is_asked_for_the_older_handshake(string answer)
    {
        Replies.SetResult("server/discover", answer);

        Assert.Equal(["odd_ask"], await NamesOfAsync(NewOdd()));
        Assert.Equal(1, Replies.CountOf("initialize"));
    }
}
