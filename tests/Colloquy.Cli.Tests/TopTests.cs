using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Cli.Tests;

public sealed class TopTests : CliTest
{
    [Fact]
    public async Task An_empty_store_shows_that_nothing_goes_on()
    {
        await using (await OpenStoreAsync())
        {
        }

        var result = await RunAsync("top", "--once");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"^\d\d:\d\d:\d\d  running 0, interrupted 0, waiting 0, sessions in the last minute 0\nToday \(UTC\)  0 calls, 0 tokens, \$0\n\nNothing runs\.\n\nNothing waits for a person\.\n$", result.Output);
    }

    [Fact]
    public async Task A_turn_that_runs_is_shown_with_its_agent_and_one_that_was_cut_off_behind_it()
    {
        await LeaveTurnBehindAsync("cut", "Hello");
        var model = FakeModel.SaysAndHangs("Well", listens: true);
        await using var store = await OpenStoreAsync();
        var session = await store.OpenAsync(new SessionKey("case-17", "ines"));
        await session.AddAsync([new ChatMessage(ChatRole.User, "Hello"), new ChatMessage(ChatRole.Assistant, "Hello.")]);
        using var cancel = new CancellationTokenSource();
        var run = new Agent(model) { Name = "desk" }.RunAsync("The pump leaks.", session, cancellationToken: cancel.Token);
        await model.Started.Task;

        var result = await RunAsync("top");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.Contains("running 1, interrupted 1, waiting 0", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^USER +SESSION +AGENT +TURN +STATUS +FOR +LEASE\nines +case-17 +desk +2 +running +\d+ s +\d+ s\n- +cut +\S+ +1 +interrupted +1 min +-$", result.Output);
        Assert.Contains("running 0, interrupted 1", (await RunAsync("top")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_that_wait_are_shown_with_how_long_they_wait_and_what_was_spent_today()
    {
        await AskAsync("case-18", "marek");
        await AskAsync("case-19", "ines");

        var result = await RunAsync("top", "--user", "marek");
        var all = await RunAsync("top");

        Assert.Contains("waiting 1, sessions in the last minute 1", result.Output, StringComparison.Ordinal);
        Assert.Contains("Today (UTC)  1 call, 15 tokens, $0.000058\n", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^USER +SESSION +WAITS FOR +CALL\nmarek +case-18 +\d+ s +add\(\{""a"":1,""b"":2\}\)$", result.Output);
        Assert.Contains("waiting 2", all.Output, StringComparison.Ordinal);
        Assert.Contains("Today (UTC)  2 calls, 30 tokens", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_out_is_counted()
    {
        foreach (var number in new[] { 1, 2, 3 })
        {
            await LeaveTurnBehindAsync($"cut-{number}", "Hello");
            await AskAsync($"case-{number}", "ines");
        }

        var result = await RunAsync("top", "--limit", "2");

        Assert.Contains("1 more session runs or was interrupted.\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 session has waiting calls that are not shown.\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_waits_in_the_session_of_an_agent_that_is_a_tool_is_shown_once_and_nothing_is_left_out()
    {
        await using (var store = await OpenStoreAsync())
        {
            using var outer = new OneCallModel(new FunctionCallContent("c1", "helper", new Dictionary<string, object?> { ["task"] = "Add them." }));
            using var inner = new OneCallModel();
            await new Agent(outer) { Tools = [new Agent(inner) { Name = "helper", Tools = [Adding] }.AsTool()] }.RunAsync("Add them.", await store.OpenAsync(new SessionKey("case-18")));
        }

        var all = await RunAsync("top");
        var limited = await RunAsync("top", "--limit", "1");

        Assert.Contains("waiting 2", all.Output, StringComparison.Ordinal);
        Assert.Single(all.Lines, line => line.Contains("add(", StringComparison.Ordinal));
        Assert.All([all, limited], one => Assert.DoesNotContain("not shown", one.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_whose_calls_do_not_all_fit_is_counted()
    {
        await using (var store = await OpenStoreAsync())
            await new Agent(new PricedModel("gpt-5")) { Tools = [Adding] }.RunAsync("Add them.", await store.OpenAsync(new SessionKey("case-18")));

        Assert.Contains("1 session has waiting calls that are not shown.\n", (await RunAsync("top", "--limit", "1")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not shown", (await RunAsync("top", "--limit", "2")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fields_of_its_JSON_are_these()
    {
        await LeaveTurnBehindAsync("cut", "Hello");
        await AskAsync("case-18", "marek");

        var json = await RunJsonAsync("top");

        Assert.Equal(["at", "runningSessions", "interruptedSessions", "waitingSessions", "sessionsInLastMinute", "moreSessions", "today", "running", "waiting", "unreadable"], Names(json));
        var turn = json.GetProperty("running")[0];
        Assert.Equal(["app", "user", "session", "turn", "agent", "status", "since", "leasedUntil"], Names(turn));
        Assert.Equal(("cut", 1, "interrupted"), (turn.GetProperty("session").GetString(), turn.GetProperty("turn").GetInt32(), turn.GetProperty("status").GetString()));
        Assert.Equal("add", json.GetProperty("waiting")[0].GetProperty("tool").GetString());
    }

    [Fact]
    public async Task In_a_window_pictures_follow_each_other_until_Ctrl_C_and_the_window_comes_back()
    {
        await AskAsync("case-18", "marek");
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        (Time, Redraws) = (clock, true);
        using var screen = new Screen();
        var watching = RunAsync(TextReader.Null, interactive: true, ["top", "--interval", "5"], screen);
        var first = await screen.Pictures.ReadAsync();

        await AskAsync("case-19", "ines");
        string? second;
        while (!screen.Pictures.TryRead(out second) || !second.Contains("waiting 2", StringComparison.Ordinal))
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Interrupts.Signal();
        var result = await watching;

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("waiting 1", first, StringComparison.Ordinal);
        Assert.StartsWith("\e[?1049h\e[?25l\e[H", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("\e[J\e[?25h\e[?1049l", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_is_no_higher_than_the_window()
    {
        foreach (var number in Enumerable.Range(1, 12))
            await AskAsync($"case-{number}", "ines");
        (Redraws, Height) = (true, 10);
        using var output = new WatchedWriter("\e[J");
        var watching = RunAsync(TextReader.Null, interactive: true, ["top"], output);
        await output.Seen;

        Interrupts.Signal();

        Assert.InRange((await watching).Output.Split("\e[J")[0].Split('\n').Length, 2, 9);
    }

    private static AIFunction Adding => new ApprovalRequiredAIFunction(AIFunctionFactory.Create((int a, int b) => a + b, "add"));

    /// <summary>Begins a turn whose process is gone a minute later: nobody renews its lease.</summary>
    private async Task LeaveTurnBehindAsync(string id, string text)
    {
        var past = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddSeconds(-90));
        var model = FakeModel.SaysAndHangs("Well", listens: false);
        await using var store = await OpenStoreAsync(past);
        var session = await store.OpenAsync(new SessionKey(id), new OpenSessionOptions { TimeProvider = past });
        _ = new Agent(model).RunAsync(text, session);
        await model.Started.Task;
    }

    private async Task AskAsync(string id, string user)
    {
        await using var store = await OpenStoreAsync();
        var session = await store.OpenAsync(new SessionKey(id, user));
        using var model = new OneCallModel();
        await new Agent(model) { Name = "desk", Tools = [Adding] }.RunAsync("Add them.", session);
    }

    /// <summary>A window that hands out each picture.</summary>
    private sealed class Screen : StringWriter
    {
        private readonly Channel<string> _pictures = Channel.CreateUnbounded<string>();

        public ChannelReader<string> Pictures => _pictures.Reader;

        public override void Write(string? value)
        {
            base.Write(value);
            if (value?.EndsWith("\e[J", StringComparison.Ordinal) == true)
                _pictures.Writer.TryWrite(value);
        }
    }

    /// <summary>Asks for a tool, for a price that is known.</summary>
    private sealed class OneCallModel(FunctionCallContent? call = null) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => Task.FromResult(
            new ChatResponse(new ChatMessage(ChatRole.Assistant, [call ?? new FunctionCallContent("c1", "add", new Dictionary<string, object?> { ["a"] = 1, ["b"] = 2 })]))
            {
                ModelId = "gpt-5",
                Usage = new UsageDetails { InputTokenCount = 10, CachedInputTokenCount = 4, OutputTokenCount = 5, TotalTokenCount = 15 },
            });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("It does not stream.");

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", defaultModelId: "gpt-5") : null;

        public void Dispose()
        {
        }
    }
}
