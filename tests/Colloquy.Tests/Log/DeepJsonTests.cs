using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>One depth for all JSON that is stored: what is deeper is refused, or kept as text where it comes in.</summary>
public sealed class DeepJsonTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly ListLogger _logger = new();

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public async Task The_result_of_a_tool_is_shown_and_read_back_whatever_its_depth(int depth)
    {
        var deep = Parse(Deep(depth));
        var model = new ScriptedChatClient(Call(("c1", "dig", "x")), Say("Found."), Say("Yes."));
        var session = await OpenAsync();
        var agent = new Agent(model) { Tools = [AgentTool.Create((string value) => deep, "dig")] };

        await agent.RunAsync("Dig", session);
        await agent.RunAsync("And?", session);

        var shown = model.Requests.Skip(1).Select(request => ResultIn(request.Messages)).ToList();
        Assert.All(shown, result => Assert.Equal(deep.GetRawText(), result?.ToString()));
        Assert.All(shown, result => Assert.Equal(depth > 64, result is string or JsonElement { ValueKind: JsonValueKind.String }));
        Assert.Equal(6, (await session.GetItemsAsync()).Count);
        Assert.Equal(depth > 64, _logger.Lines.Exists(line => line.Contains("tool 'dig'", StringComparison.Ordinal) && line.Contains("session 's'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(10_000)]
    public async Task Arguments_of_a_call_are_read_back_whatever_their_depth(int depth)
    {
        var deep = Parse(Deep(depth));
        object? heard = null;
        var model = new ScriptedChatClient(Respond(new FunctionCallContent("c1", "dig", new Dictionary<string, object?> { ["value"] = deep })), Say("Found."));
        var session = await OpenAsync();

        await new Agent(model) { Tools = [AgentTool.Create((JsonElement value) => (heard = value).ToString(), "dig")] }.RunAsync("Dig", session);

        Assert.Equal(deep.GetRawText(), heard?.ToString());
        var call = Assert.IsType<FunctionCallContent>((await session.GetItemsAsync())[1].Message.Contents[0]);
        Assert.Equal(deep.GetRawText(), call.Arguments!["value"]!.ToString());
        JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions);
    }

    [Fact]
    public async Task An_answer_to_a_call_of_the_greatest_depth_can_be_remembered()
    {
        var deep = Parse(Deep(63));
        var call = new FunctionCallContent("c1", "dig", new Dictionary<string, object?> { ["value"] = deep });
        var model = new ScriptedChatClient(Respond(call), Say("Found."), Respond(new FunctionCallContent("c2", "dig", call.Arguments)), Say("Found again."));
        var session = await OpenAsync();
        var agent = new Agent(model) { Tools = [new ApprovalRequiredAIFunction(AgentTool.Create((JsonElement value) => "dug", "dig"))] };

        await agent.RunAsync("Dig", session);
        await session.Approvals.ApproveAsync(Assert.Single(await session.Approvals.ListAsync()), RememberApproval.Call);
        await agent.ResumeAsync(session);
        var again = await agent.RunAsync("Dig again", session);

        Assert.Equal(TurnStatus.Completed, again.Status);
        Assert.Equal("Found again.", again.Text);
    }

    [Theory]
    [MemberData(nameof(Unstorable))]
    public async Task What_a_model_sends_beside_its_answer_does_not_end_the_turn(string what)
    {
        var value = Make(what);
        var model = new ScriptedChatClient(
            (_, _, _) => Task.FromResult(Response(new ChatMessage(ChatRole.Assistant, [new TextContent("Here.") { AdditionalProperties = new() { ["p"] = value } }]) { AdditionalProperties = new() { ["q"] = value } })),
            Say("Next."));
        var session = await OpenAsync();

        var answer = await new Agent(model).RunAsync("Hi", session);
        await new Agent(model).RunAsync("And", session);

        Assert.Equal("Here.", answer.Text);
        Assert.Equal(["Hi", "Here.", "And", "Next."], (await session.GetItemsAsync()).Select(item => item.Text));
        Assert.Contains(_logger.Lines, line => line.Contains("the model", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Unstorable))]
    public async Task What_an_application_adds_is_refused_by_name_and_nothing_is_written(string what)
    {
        var value = Make(what);
        var session = await OpenAsync();

        var error = await Assert.ThrowsAnyAsync<ColloquyException>(() => session.AddAsync(new ChatMessage(ChatRole.User, "x") { AdditionalProperties = new() { ["p"] = value } }));
        var state = await Assert.ThrowsAnyAsync<ColloquyException>(() => session.State.SetAsync("k", value));

        Assert.True(error is ContentNotStorableException, what);
        Assert.True(state is ContentNotStorableException, what);
        Assert.Equal(Position.Start, (await session.RefreshAsync()).Tip);
    }

    public static TheoryData<string> Unstorable => ["a cycle", "65 levels", "10,000 levels", "2,000 levels of nodes", "not a number", "infinity", "a function", "a pointer"];

    private static object Make(string what)
    {
        var cycle = new Dictionary<string, object?>();
        cycle["self"] = cycle;
        return what switch
        {
            "a cycle" => cycle,
            "65 levels" => Parse(Deep(65)),
            "10,000 levels" => Parse(Deep(10_000)),
            "2,000 levels of nodes" => Enumerable.Range(0, 2_000).Aggregate((JsonNode)new JsonArray(), (inner, _) => new JsonArray(inner)),
            "not a number" => double.NaN,
            "infinity" => float.PositiveInfinity,
            "a function" => new Func<int>(() => 1),
            _ => new IntPtr(5),
        };
    }

    [Fact]
    public async Task Options_that_have_no_stored_form_and_deep_schemas_do_not_end_a_run_and_can_be_explained()
    {
        var session = await OpenAsync();
        var schema = Parse($$$$"""{"type":"object","properties":{"value":{"const":{{{{Deep(70)}}}},"description":"odd \ud800"}}}""");
        var tool = AIFunctionFactory.CreateDeclaration("odd", "An odd \ud800 tool.", schema);
        var agent = new Agent(new ScriptedChatClient(Say("Done."))) { ChatOptions = new ChatOptions { Tools = [tool], AdditionalProperties = new() { ["f"] = new Func<int>(() => 1), ["deep"] = Parse(Deep(200)) } } };

        await agent.RunAsync("Hi", session);
        var explained = await session.Window.ExplainAsync((await session.GetItemsAsync())[^1].Position);

        Assert.Contains("odd", explained.Tools?.ToString(), StringComparison.Ordinal);
        Assert.NotNull(explained.Options);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(70)]
    [InlineData(900)]
    public async Task Fields_of_a_document_that_are_not_known_are_kept_at_any_depth(int depth)
    {
        var session = await OpenAsync();
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        using var document = new MemoryStream();
        await session.Documents.ExportAsync(document);
        var lines = System.Text.Encoding.UTF8.GetString(document.ToArray()).TrimEnd('\n').Split('\n');
        lines[1] = lines[1][..^1] + $",\"later\":{Deep(depth)}}}";
        var body = string.Join('\n', lines[..^1]) + "\n";
        var end = $$"""{"type":"end","lines":{{lines.Length}},"hash":"{{Digest.Of(System.Text.Encoding.UTF8.GetBytes(body))}}"}""";
        await using var other = new InMemorySessionStore();

        var imported = await other.ImportAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body + end + "\n")));
        using var again = new MemoryStream();
        await imported.Documents.ExportAsync(again);

        Assert.Contains(Deep(depth), System.Text.Encoding.UTF8.GetString(again.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_handle_with_an_odd_field_is_written_again_or_refused()
    {
        var handle = SessionHandle.Parse("""{"version":1,"id":"s","note":"odd \ud800","tree":[[[]]]}""");

        Assert.Contains("odd \\uFFFD", handle.ToJson(), StringComparison.OrdinalIgnoreCase);
        Assert.Throws<SessionDocumentException>(() => SessionHandle.Parse($$"""{"version":1,"id":"s","tree":{{Deep(100)}}}"""));
        Assert.Throws<SessionDocumentException>(() => SessionHandle.Parse("""{"version":1,"id":"\ud800"}"""));
    }

    private static string Deep(int levels) => new string('[', levels) + new string(']', levels);

    private static JsonElement Parse(string json) => JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = int.MaxValue });

    private static Step Respond(params AIContent[] contents) => (_, _, _) => Task.FromResult(Response(new ChatMessage(ChatRole.Assistant, contents)));

    private static object? ResultIn(IEnumerable<ChatMessage> messages) => messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().First().Result;

    private async Task<Session> OpenAsync() => await _store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { LoggerFactory = _logger });
}
