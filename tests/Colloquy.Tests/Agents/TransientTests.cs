using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>A message that the model is shown and nothing keeps.</summary>
public sealed class TransientTests
{
    private const string Code = "914-226";
    private const string Said = "My one-time code is " + Code;
    private const string Mark = "[This message was withheld";

    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task The_model_sees_it_in_each_step_of_its_turn_and_in_no_later_one()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "before"), new(ChatRole.Assistant, "yes")]);
        var model = new ScriptedChatClient(Call(("c1", "check", "now")), Say("Thank you."), Say("You are welcome."), Say("Again."));
        var agent = Agent(model);

        await agent.RunAsync([new ChatMessage(ChatRole.User, Said).AsTransient()], session);
        await agent.RunAsync("Thanks.", session);
        await agent.RunAsync("More.", await OpenAsync());

        Assert.Equal([true, true, false, false], model.Requests.Select(request => Shows(request, Code)));
        Assert.Equal([false, false, true, true], model.Requests.Select(request => Shows(request, Mark)));
    }

    [Fact]
    public async Task The_log_holds_the_role_and_a_mark_and_nothing_of_it()
    {
        var session = await OpenAsync();

        await Agent(new ScriptedChatClient(Say("Thank you."))).RunAsync([new ChatMessage(ChatRole.User, [new TextContent(Said), new DataContent(Encoding.UTF8.GetBytes(new string('x', 100_000) + Code), "text/plain")]).AsTransient()], session);
        await session.AddAsync(new ChatMessage(ChatRole.User, Said).AsTransient());

        var log = (await _store.ReadAsync(session.Key, LogRead.All() with { Limit = LogRead.MaxLimit })).Entries;
        Assert.All(log, entry => Assert.DoesNotContain(Code, Encoding.UTF8.GetString(entry.Payload.Span) + entry.Subject, StringComparison.Ordinal));
        Assert.InRange((await _store.GetAsync(session.Key))!.BytesOutsideLog, 0, 10_000);
        Assert.DoesNotContain(Code, (await _store.GetAsync(session.Key))!.Details.Title ?? "", StringComparison.Ordinal);
        var items = await session.GetItemsAsync();
        Assert.Equal([("user", true), ("assistant", false), ("user", true)], items.Select(item => (item.Role.Value, item.IsWithheld)));
        Assert.All(items.Where(item => item.IsWithheld), item => Assert.StartsWith(Mark, item.Text, StringComparison.Ordinal));
        Assert.Equal(2, log.Count(entry => Encoding.UTF8.GetString(entry.Payload.Span).StartsWith("{\"withheld\":true,", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(TranscriptFormat.JsonLines, "\"withheld\":true")]
    [InlineData(TranscriptFormat.Markdown, "*Withheld: ")]
    [InlineData(TranscriptFormat.Html, "Withheld: ")]
    public async Task Transcripts_documents_search_turns_and_events_show_the_mark(TranscriptFormat format, string mark)
    {
        var session = await OpenAsync();
        await Agent(new ScriptedChatClient(Say("Thank you."))).RunAsync([new ChatMessage(ChatRole.User, Said).AsTransient()], session);

        using var transcript = new MemoryStream();
        await session.Documents.WriteTranscriptAsync(transcript, new TranscriptOptions { Format = format });
        using var document = new MemoryStream();
        await session.Documents.ExportAsync(document);
        var copied = await _store.ImportAsync(new MemoryStream(document.ToArray()), new ImportOptions { Key = new SessionKey("copy") });

        Assert.Contains(mark, Encoding.UTF8.GetString(transcript.ToArray()), StringComparison.Ordinal);
        Assert.DoesNotContain(Code, Encoding.UTF8.GetString([.. transcript.ToArray(), .. document.ToArray()]), StringComparison.Ordinal);
        Assert.True((await copied.GetItemsAsync())[0].IsWithheld);
        Assert.Empty((await session.SearchAsync(new SearchQuery("914"))).Hits);
        Assert.Single((await session.SearchAsync(new SearchQuery("withheld"))).Hits);
        Assert.All(await session.Turns.ReadAsync().ToListAsync(), turn => Assert.DoesNotContain(Code, turn.ToString(), StringComparison.Ordinal));
        Assert.All(await session.ReadEventsAsync().ToListAsync(), one => Assert.DoesNotContain(Code, one.Message?.Text ?? "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_turn_that_is_resumed_in_another_process_tells_the_model_that_it_was_withheld()
    {
        var dying = await new DyingStore(_store, 2, diesAfterCommitting: true).OpenAsync(new SessionKey("s"));
        await Assert.ThrowsAsync<ProcessDiedException>(() => Agent(new ScriptedChatClient(Call(("c1", "check", "now")), Say("never"))).RunAsync([new ChatMessage(ChatRole.User, Said).AsTransient()], dying));
        var model = new ScriptedChatClient(Say("Please send the code again."));

        await Agent(model).ResumeAsync(await OpenAsync());

        Assert.True(Shows(model.Requests[0], Mark));
        Assert.False(Shows(model.Requests[0], Code));
    }

    [Fact]
    public async Task A_turn_that_is_run_again_is_withheld_again()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Say("Thank you."), Say("Which code?"));
        var agent = Agent(model);
        await agent.RunAsync([new ChatMessage(ChatRole.User, Said).AsTransient()], session);

        await agent.RetryTurnAsync(session);

        Assert.True(Shows(model.Requests[1], Mark));
        Assert.True((await session.GetItemsAsync())[0].IsWithheld);
    }

    [Fact]
    public async Task Context_providers_and_logs_of_every_level_do_not_have_it()
    {
        var provider = new Listener();
        using var lines = new Lines();
        var session = await _store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { LoggerFactory = lines });
        var agent = Agent(new ScriptedChatClient(Say("Thank you.")), provider);

        await agent.RunAsync([new ChatMessage(ChatRole.User, Said).AsTransient()], session);

        Assert.Equal(2, provider.Heard.Count);
        Assert.All(provider.Heard, text => Assert.StartsWith(Mark, text, StringComparison.Ordinal));
        Assert.All(lines.All, line => Assert.DoesNotContain(Code, line, StringComparison.Ordinal));
    }

    [Fact]
    public void Answers_calls_and_results_cannot_be_withheld()
    {
        Assert.Throws<ArgumentException>(() => new ChatMessage(ChatRole.Assistant, "no").AsTransient());
        Assert.Throws<ArgumentException>(() => new ChatMessage(ChatRole.User, [new FunctionResultContent("c", "no")]).AsTransient());
        Assert.False(new ChatMessage(ChatRole.User, "yes").IsTransient());
    }

    private static bool Shows(Request request, string text) => request.Messages.Any(message => message.Text.Contains(text, StringComparison.Ordinal));

    private static Agent Agent(IChatClient model, params ContextProvider[] providers) => new(model)
    {
        ContextProviders = providers,
        Tools = [AgentTool.Create((string value) => $"checked {value}", "check")],
    };

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s"));

    private sealed class Listener : ContextProvider
    {
        public List<string> Heard { get; } = [];

        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            Heard.Add(request.Input[0].Text);
            return ValueTask.CompletedTask;
        }

        public override ValueTask AfterRunAsync(FinishedRun run, CancellationToken cancellationToken)
        {
            Heard.Add(run.Input[0].Text);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Lines : ILoggerFactory, ILogger
    {
        public List<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (All)
                All.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
