using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>What exceptions of the application's code say stays with the application, unless it asks for more.</summary>
public sealed class ToolErrorTests
{
    private const string Secret = "Password=hunter2";

    private static readonly Dictionary<string, Func<Exception, Agent>> Places = new()
    {
        ["a tool"] = e => Calling(AgentTool.Create(string (string value) => throw e, "work")),
        ["a tool that fails later"] = e => Calling(AgentTool.Create(
            async (string value) =>
            {
                await Task.Yield();
                if (value is not null)
                    throw e;
                return value;
            },
            "work")),
        ["a tool's lazy result"] = e => Calling(AgentTool.Create((string value) => Enumerable.Range(0, 1).Select(AIContent (_) => throw e), "work")),
        ["middleware of a tool"] = e => new(new ScriptedChatClient(Call(("c", "work", "x")), Say("sorry"))) { Tools = [AgentTool.Create((string value) => value, "work")], Middleware = [new Around(e, model: false)] },
        ["an agent that is a tool"] = e => new(new ScriptedChatClient(Assign, Say("sorry"))) { Tools = [new Agent(new ScriptedChatClient(Say("hi"))) { Name = "child", ContextProviders = [new Provider(e)] }.AsTool()] },
        ["a provider"] = e => new(new ScriptedChatClient(Say("hi"))) { ContextProviders = [new Provider(e)] },
        ["instructions"] = e => new(new ScriptedChatClient(Say("hi"))) { InstructionsFactory = _ => throw e },
        ["middleware of a model"] = e => new(new ScriptedChatClient(Say("hi"))) { Middleware = [new Around(e, model: true)] },
        ["a window strategy"] = e => new(new ScriptedChatClient(Say("hi"))) { Window = [new Strategy(e)] },
        ["an approval rule"] = e => new(new ScriptedChatClient(Call(("c", "work", "x")))) { Tools = [AgentTool.Create((string value) => value, "work")], Approvals = [ApprovalRule.When("work", bool (_) => throw e)] },
        ["a provider that may be left out"] = e => new(new ScriptedChatClient(Say("hi"))) { ContextProviders = [new Provider(e) { ContinueOnError = true }] },
    };

    private static readonly Exception[] Exceptions =
    [
        new InvalidOperationException(Secret), new ArgumentException(Secret, "value"), new JsonException(Secret), new FormatException(Secret),
        new InvalidOperationException("outer", new IOException(Secret)), new AggregateException(Secret, new IOException(Secret)), new OperationCanceledException(Secret), new TimeoutException(Secret),
    ];

    private readonly InMemorySessionStore _store = new();
    private readonly ListLogger _logger = new();

    public static TheoryData<Exception, bool> Silent => new(
        (new ToolFailedException(""), false),
        (new ToolFailedException(" \n"), false),
        (new InvalidOperationException(""), true));

    [Theory]
    [MemberData(nameof(Silent))]
    public async Task An_exception_that_says_nothing_is_told_by_its_type(Exception silent, bool isDetailed)
    {
        var model = new ScriptedChatClient(Call(("c", "work", "x")), Say("sorry"));
        var agent = new Agent(model) { IncludeDetailedErrors = isDetailed, Tools = [AgentTool.Create(string (string value) => throw silent, "work")] };

        var answer = await agent.RunAsync("go");

        Assert.Equal($"Error: the tool failed with {silent.GetType().Name}, which says nothing more.", Assert.Single(answer.ToolCalls).Result);
    }

    public static TheoryData<string, int> Cases => [.. Places.Keys.SelectMany(place => Enumerable.Range(0, Exceptions.Length).Select(e => (place, e)))];

    private static Step Assign => (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("t", "child", new Dictionary<string, object?> { ["task"] = "work" })])) { Usage = new() });

    [Theory, MemberData(nameof(Cases))]
    public async Task What_an_exception_says_reaches_neither_model_nor_log(string place, int exception)
    {
        var session = await OpenAsync();
        var agent = Places[place](Exceptions[exception]);

        AgentAnswer? answer = null;
        await Record.ExceptionAsync(async () => answer = await agent.RunAsync("go", session));

        Assert.DoesNotContain("hunter2", await LogOfAsync(), StringComparison.Ordinal);
        foreach (var request in ((ScriptedChatClient)agent.Client).Requests)
            Assert.DoesNotContain("hunter2", Transcript.Of(request.Messages), StringComparison.Ordinal);
        foreach (var call in answer?.ToolCalls ?? [])
        {
            Assert.DoesNotContain("hunter2", $"{call.Error} {call.Result} {call}", StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", JsonSerializer.Serialize(call), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_caller_and_the_logger_learn_all_of_it()
    {
        var thrown = new InvalidOperationException(Secret);

        var answer = await Places["a tool"](thrown).RunAsync("go", await OpenAsync());

        Assert.Same(thrown, answer.ToolCalls.Single().Exception);
        Assert.Contains(_logger.Lines, line => line.StartsWith("Warning: Tool 'work' failed", StringComparison.Ordinal));
        Assert.Contains(_logger.Exceptions, logged => ReferenceEquals(logged, thrown));
    }

    [Fact]
    public async Task A_turn_that_reads_state_as_another_type_says_so()
    {
        var session = await OpenAsync();
        await session.State.SetAsync("name", "Ada");
        var agent = new Agent(new ScriptedChatClient()) { InstructionsFactory = async run => $"{await run.State.GetAsync<int>("name")}" };

        var refused = await Assert.ThrowsAnyAsync<InvalidCastException>(() => agent.RunAsync("go", session));

        Assert.Equal(refused.Message, (await session.Turns.GetAsync(1)).Error);
    }

    [Fact]
    public async Task An_agent_may_ask_for_details()
    {
        var agent = new Agent(new ScriptedChatClient(Call(("c", "work", "x")), Say("sorry"))) { Tools = [AgentTool.Create(string (string value) => throw new InvalidOperationException("no such account"), "work")], IncludeDetailedErrors = true };
        var session = await OpenAsync();

        var answer = await agent.RunAsync("go", session);
        await Assert.ThrowsAsync<ContextProviderException>(() => new Agent(new ScriptedChatClient()) { ContextProviders = [new Provider(new IOException("no such disk"))], IncludeDetailedErrors = true }.RunAsync("go", session));

        Assert.Equal("no such account", answer.ToolCalls.Single().Error);
        Assert.Contains("no such disk", (await session.Turns.ReadAsync().FirstAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_may_speak_to_the_model()
    {
        var agent = Calling(AgentTool.Create(string (string value) => throw new ToolFailedException("Order 7 does not exist. Ask for its number.", new IOException(Secret)), "work"));

        var answer = await agent.RunAsync("go", await OpenAsync());

        Assert.Equal("Error: Order 7 does not exist. Ask for its number.", answer.ToolCalls.Single().Result);
        Assert.DoesNotContain("hunter2", await LogOfAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_turn_tells_the_type_of_what_ended_it_and_what_the_model_s_client_says()
    {
        var session = await OpenAsync();

        await Assert.ThrowsAsync<ContextProviderException>(() => Places["a provider"](new IOException(Secret)).RunAsync("go", session));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Places["instructions"](new InvalidOperationException(Secret)).RunAsync("go", session));
        await Assert.ThrowsAsync<HttpRequestException>(() => new Agent(new ScriptedChatClient(Throw(new HttpRequestException("status 503")))) { Middleware = [new Passing()] }.RunAsync("go", session));

        Assert.Equal(["status 503", "System.InvalidOperationException", "Context provider 'Provider' failed with IOException."], await session.Turns.ReadAsync().Select(turn => turn.Error).ToListAsync());
    }

    [Theory]
    [InlineData("{}", "the argument 'count' is missing. Its schema is {\"type\":\"integer\"}.")]
    [InlineData("""{"count":"many"}""", "the argument 'count' does not fit. Its schema is {\"type\":\"integer\"}.")]
    [InlineData("""{"count":[1]}""", "the argument 'count' does not fit. Its schema is {\"type\":\"integer\"}.")]
    [InlineData("""{"count":1,"when":"hunter2"}""", "the argument 'when' does not fit.")]
    [InlineData("""{"count":1,"order":{"id":"hunter2"}}""", "the argument 'order' does not fit.")]
    [InlineData("""{"count":1,"kind":"hunter2"}""", "the argument 'kind' does not fit.")]
    public async Task Arguments_that_do_not_fit_are_told_by_their_parameter(string arguments, string told)
    {
        var given = JsonElement.Parse(arguments).EnumerateObject().ToDictionary(one => one.Name, one => (object?)one.Value);
        foreach (var make in new Func<Delegate, AIFunction>[] { method => AgentTool.Create(method, "work"), method => AIFunctionFactory.Create(method, "work") })
        {
            var ran = false;
            var tool = make((int count, DateTimeOffset? when = null, Order? order = null, Kind kind = Kind.Small) => ran = true);
            var model = new ScriptedChatClient((_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c", "work", given)]))), Say("again"));

            var answer = await new Agent(model) { Tools = [tool] }.RunAsync("go");

            Assert.False(ran);
            Assert.StartsWith(told, answer.ToolCalls.Single().Error, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", answer.ToolCalls.Single().Error, StringComparison.Ordinal);
        }
    }

    private static Agent Calling(AIFunction tool) => new(new ScriptedChatClient(Call(("c", "work", "x")), Say("sorry"))) { Tools = [tool] };

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s", user: "ada"), new OpenSessionOptions { LoggerFactory = _logger });

    /// <summary>All that the store holds, of sessions of agents that are tools too.</summary>
    private async Task<string> LogOfAsync()
    {
        using var document = new MemoryStream();
        await foreach (var record in _store.ListSessionsAsync(new SessionOwner("ada")))
            await (await _store.FindAsync(record.Key))!.Documents.ExportAsync(document);
        return System.Text.Encoding.UTF8.GetString(document.ToArray());
    }

    private enum Kind
    {
        Small,
        Large,
    }

    private sealed record Order(int Id);

    private sealed class Passing : AgentMiddleware;

    private sealed class Provider(Exception e) : ContextProvider
    {
        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken) => throw e;
    }

    private sealed class Strategy(Exception e) : CompactionStrategy
    {
        public override ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken) => throw e;
    }

    private sealed class Around(Exception e, bool model) : AgentMiddleware
    {
        public override ValueTask<object?> OnToolCallAsync(ToolRequest request, Func<ToolRequest, CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken) => model ? next(request, cancellationToken) : throw e;

        public override IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, CancellationToken cancellationToken) => model ? throw e : next(request, cancellationToken);
    }
}
