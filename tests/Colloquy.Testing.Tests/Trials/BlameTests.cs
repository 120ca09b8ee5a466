using System.Net;

namespace Colloquy.Testing.Tests.Trials;

public sealed class BlameTests
{
    private static async Task<Blame?> BlameOfAsync(Action<ConversationBuilder> configure, Func<Conversation, Task> converse, BlameRules? rules = null) =>
        Assert.Single((await Testing.Trials.RunAsync("blame", configure, converse, new TrialOptions { Count = 1, BlameRules = rules ?? BlameRules.Default })).Trials).Blame;

    private static Action<ConversationBuilder> Model(Func<Exception> fail) =>
        conversation => conversation.UseAgent(parts => new Agent(parts.Client(new ScriptedModel(_ => throw fail()))));

    private static Task HelloAsync(Conversation conversation) => conversation.SayAsync("hello");

    [Fact]
    public async Task A_failed_assertion_is_the_agents()
    {
        var blame = await BlameOfAsync(new Till().Configure, async conversation => Assert.Equal("something else", (await conversation.SayAsync("hello")).Text));

        Assert.Equal(Blame.Agent, blame);
    }

    [Fact]
    public async Task An_exception_of_the_agents_own_is_the_agents() => Assert.Equal(Blame.Agent, await BlameOfAsync(Model(() => new InvalidOperationException("A bug.")), HelloAsync));

    [Fact]
    public async Task What_the_test_finds_missing_in_an_answer_is_the_agents() =>
        Assert.Equal(Blame.Agent, await BlameOfAsync(new Till().Configure, async conversation => (await conversation.SayAsync("hello")).As<int[]>()));

    [Fact]
    public async Task A_script_whose_checks_alone_could_not_be_made_is_not_the_agents() =>
        Assert.Equal(Blame.Test, await BlameOfAsync(new Till().Configure, conversation => ConversationScript.Parse("{ conversation: blame, turns: [{ say: hello, expect: [{ tool_not_called: no_such_tool }] }] }").RunAsync(conversation)));

    public static TheoryData<string> ServiceErrors => ["503", "500", "429", "408", "unreachable", "socket", "timeout", "sdk-502", "sdk-none"];

    [Theory]
    [MemberData(nameof(ServiceErrors))]
    public async Task A_service_that_cannot_be_reached_or_is_overloaded_is_infrastructure(string kind) =>
        Assert.Equal(Blame.Infrastructure, await BlameOfAsync(Model(() => Make(kind)), HelloAsync));

    [Theory]
    [InlineData("400")]
    [InlineData("401")]
    [InlineData("sdk-400")]
    public async Task A_request_that_the_service_refuses_is_the_agents(string kind) => Assert.Equal(Blame.Agent, await BlameOfAsync(Model(() => Make(kind)), HelloAsync));

    [Fact]
    public async Task A_model_that_never_answers_is_infrastructure_and_an_agent_that_never_does_is_not()
    {
        var never = await BlameOfAsync(conversation =>
        {
            conversation.TurnTimeout = TimeSpan.FromMilliseconds(50);
            conversation.UseAgent(parts => new Agent(parts.Client(new SilentModel())));
        }, HelloAsync);
        var agent = await BlameOfAsync(conversation =>
        {
            conversation.TurnTimeout = TimeSpan.FromMilliseconds(50);
            conversation.UseTarget((_, _, _) => new TaskCompletionSource<string>().Task);
        }, HelloAsync);

        Assert.Equal((Blame.Infrastructure, Blame.Agent), (never, agent));
    }

    [Fact]
    public async Task An_agent_that_is_answered_after_it_tried_again_has_no_excuse()
    {
        var calls = 0;
        var blame = await BlameOfAsync(conversation => conversation.UseTarget(parts => new RetryingTarget(parts.Client(new ScriptedModel(_ => calls++ == 0 ? throw Make("503") : new(ChatRole.Assistant, "wrong"))))), async conversation =>
            Assert.Equal("right", (await conversation.SayAsync("hello")).Text));

        Assert.Equal(Blame.Agent, blame);
    }

    [Fact]
    public async Task A_tool_host_that_does_not_start_is_to_blame()
    {
        var result = await Testing.Trials.RunAsync("start", conversation => conversation.AddToolHost(new DyingHost { FailsAtStart = true }).UseTarget((_, text, _) => Task.FromResult(text)), HelloAsync, new TrialOptions { Count = 1 });

        var trial = Assert.Single(result.Trials);
        Assert.Equal(Blame.ToolHost, trial.Blame);
        Assert.Equal("The tool host 'dying' did not start: The pipe is broken.", trial.Reason);
    }

    [Fact]
    public async Task A_tool_host_that_dies_is_to_blame_although_a_check_of_the_answer_failed()
    {
        var blame = await BlameOfAsync(PayAt(new DyingHost()), async conversation => Assert.Equal("paid 5", (await conversation.SayAsync("pay 5")).Text));

        Assert.Equal(Blame.ToolHost, blame);
    }

    [Fact]
    public async Task A_tool_that_fails_by_itself_is_no_excuse()
    {
        var blame = await BlameOfAsync(PayAt(new DyingHost { Death = new FileNotFoundException("No such file.") }), async conversation => Assert.Equal("paid 5", (await conversation.SayAsync("pay 5")).Text));

        Assert.Equal(Blame.Agent, blame);
    }

    [Fact]
    public async Task An_exception_can_say_what_is_to_blame() =>
        Assert.Equal(Blame.Judge, await BlameOfAsync(new Till().Configure, _ => throw new InvalidOperationException("Around it.", new JudgeException())));

    [Fact]
    public async Task Rules_of_your_own_come_first()
    {
        var rules = BlameRules.Default.Add(failure => failure.Error is NotSupportedException ? Blame.Infrastructure : null);

        Assert.Equal(Blame.Infrastructure, await BlameOfAsync(new Till().Configure, _ => throw new NotSupportedException("Not on this machine."), rules));
        Assert.Equal(Blame.Agent, await BlameOfAsync(new Till().Configure, _ => throw new InvalidOperationException("A bug."), rules));
    }

    private static Action<ConversationBuilder> PayAt(ToolHost host) => conversation => conversation.AddToolHost(host).UseAgent(parts => new Agent(parts.Client(Till.Model)) { Tools = parts.Tools });

    private static Exception Make(string kind) => kind switch
    {
        "unreachable" => new HttpRequestException("No route."),
        "socket" => new System.Net.Sockets.SocketException(111),
        "timeout" => new TaskCanceledException("The request was canceled due to the configured timeout.", new TimeoutException()),
        "sdk-none" => new SdkException(0),
        _ when kind.StartsWith("sdk-", StringComparison.Ordinal) => new SdkException(int.Parse(kind[4..])),
        _ => new HttpRequestException("Refused.", null, (HttpStatusCode)int.Parse(kind)),
    };

    private sealed class SdkException(int status) : Exception("The service says no.")
    {
        public int Status { get; } = status;
    }

    private sealed class JudgeException : Exception, IBlame
    {
        public Blame Blame => Blame.Judge;
    }

    private sealed class SilentModel : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => new TaskCompletionSource<ChatResponse>().Task;

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private sealed class RetryingTarget(IChatClient client) : ConversationTarget
    {
        public override async Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken)
        {
            try
            {
                return new TargetAnswer { Messages = [.. (await client.GetResponseAsync(request.Messages, cancellationToken: cancellationToken)).Messages] };
            }
            catch (HttpRequestException)
            {
                return new TargetAnswer { Messages = [.. (await client.GetResponseAsync(request.Messages, cancellationToken: cancellationToken)).Messages] };
            }
        }
    }
}
