using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>In whatever state a conversation is, every window is balanced, holds what must be in, and is explained exactly.</summary>
public sealed partial class WindowPropertyTests
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("COLLOQUY_SEED");

    public static TheoryData<string> Names => [.. Pipelines(new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, ""))).Select(pipeline => pipeline.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_window_is_balanced_and_explained(string name)
    {
        var seed = Given is null ? Random.Shared.Next() : int.Parse(Given, System.Globalization.CultureInfo.InvariantCulture);
        for (var round = 0; round < 4; round++)
            await RunAsync(name, seed + round);
    }

    private static async Task RunAsync(string name, int seed)
    {
        var random = new Random(seed);
        await using var store = new InMemorySessionStore();
        var conversation = new RandomConversation(random, await store.OpenAsync(new SessionKey("s")));
        using var worker = new AnsweringChatClient(messages => Work(random, messages));
        using var model = new AnsweringChatClient(conversation.Answer);
        var agent = new Agent(model)
        {
            Tools = [AIFunctionFactory.Create((string what) => conversation.Text($"found {what[..4]}"), "look")],
            Window = Pipelines(worker).First(pipeline => pipeline.Name == name).Window,
            Instructions = "Help.",
        };
        var steps = new List<string>();
        for (var step = 0; step < 40; step++)
        {
            var before = model.Requests.Count;
            steps.Add(await conversation.StepAsync(agent));
            var told = $"{name}, seed {seed}: {string.Join(", ", steps)}";

            for (var request = before; request < model.Requests.Count; request++)
            {
                Assert.True(Balanced.Is(model.Requests[request]), $"{told}\n{Transcript.Of(model.Requests[request])}");
                Assert.True(model.Requests[request].Any(message => message.Role == ChatRole.User && message.Text.StartsWith("question", StringComparison.Ordinal)), told);
            }

            await ExplainAsync(conversation.Session, model, before, told);
            await PinsAsync(conversation.Session, agent.Window, told);
            if (!agent.Window.Any(strategy => strategy is ShortenToolResultsStrategy or CollapseToolResultsStrategy or ChatReducerStrategy))
                await ExchangesAsync(conversation.Session, agent.Window, told);
        }
    }

    /// <summary>Each answer of the newest turn is explained by what the model was sent for it.</summary>
    private static async Task ExplainAsync(Session session, AnsweringChatClient model, int before, string told)
    {
        if (model.Requests.Count == before)
            return;

        var answers = (await session.GetItemsAsync()).Where(item => item.Role == ChatRole.Assistant).TakeLast(model.Requests.Count - before).ToArray();
        for (var i = 0; i < answers.Length; i++)
        {
            var explained = await session.Window.ExplainAsync(answers[i].Position);
            Assert.True(model.Sent[before + i] == AnsweringChatClient.Json(explained.Messages), $"{told}\nsent:\n{model.Sent[before + i]}\nexplained:\n{AnsweringChatClient.Json(explained.Messages)}");
            Assert.Equal("Help.", explained.Instructions);
        }
    }

    private static async Task PinsAsync(Session session, WindowPipeline window, string told)
    {
        var report = await session.Window.PreviewAsync(window);
        var items = await session.GetItemsAsync();
        Assert.True(Balanced.Is(report.Messages), told);
        foreach (var pin in await session.Window.ListPinsAsync())
        {
            var pinned = items.First(item => item.Position == pin);
            if (pinned.IsPartial || pinned.Role == ChatRole.Tool || Balanced.IsReasoning(pinned.Message))
                continue;
            Assert.True(report.Messages.Any(message => WithoutIds(message) == WithoutIds(pinned.Message)), $"{told}\npinned {pin} is missing:\n{Transcript.Of(report.Messages)}");
            Assert.True(report.Rows.Any(row => row.Positions?.First == pin && row.IsShown), told);
        }
    }

    /// <summary>An exchange is in a window as it is in the whole line, reasoning, calls and results, or not at all.</summary>
    private static async Task ExchangesAsync(Session session, WindowPipeline window, string told)
    {
        var whole = Exchanges((await session.Window.PreviewAsync([])).Messages).ToHashSet();
        foreach (var exchange in Exchanges((await session.Window.PreviewAsync(window)).Messages))
            Assert.True(whole.Contains(exchange) || exchange.StartsWith("user: [This is not a message", StringComparison.Ordinal), $"{told}\nnot whole: {exchange}");
    }

    private static List<string> Exchanges(IReadOnlyList<ChatMessage> messages)
    {
        List<string> exchanges = [];
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.Tool)
                exchanges[^1] += "\n" + WithoutIds(message);
            else
                exchanges.Add(WithoutIds(message));
        }

        return exchanges;
    }

    /// <summary>A message without the ids of calls, which are other ones where a window shows two calls of one id.</summary>
    private static string WithoutIds(ChatMessage message) => Ids().Replace(Transcript.Of(message), "#");

    [GeneratedRegex("#[0-9a-z]+(?=[(=])")]
    private static partial Regex Ids();

    private static ChatMessage Work(Random random, IReadOnlyList<ChatMessage> messages) => random.Next(4) == 0
        ? throw new InvalidOperationException("no")
        : new ChatMessage(ChatRole.Assistant, messages[0].Text.StartsWith("[1]", StringComparison.Ordinal) ? """{"scores":[{"part":1,"score":9,"reason":"a"},{"part":2,"score":8,"reason":"b"}]}""" : $"summary {random.Next()}");

    private static IEnumerable<(string Name, WindowPipeline Window)> Pipelines(IChatClient worker) =>
    [
        ("everything", []),
        ("budget", [new TokenBudgetStrategy(400)]),
        ("tiny budget", [new TokenBudgetStrategy(10)]),
        ("messages", [new NewestMessagesStrategy(5)]),
        ("turns", [new NewestTurnsStrategy(2)]),
        ("triggers", [CompactionTrigger.TurnsExceed(4, new NewestTurnsStrategy(2)), CompactionTrigger.MessagesExceed(20, new NewestMessagesStrategy(7)), CompactionTrigger.TokensExceed(500, new NewestTurnsStrategy(1))]),
        ("shorten", [new ShortenToolResultsStrategy(20), new TokenBudgetStrategy(400)]),
        ("collapse", [new CollapseToolResultsStrategy(1), new TokenBudgetStrategy(400)]),
        ("reduce", [new TokenBudgetStrategy(600), new ChatReducerStrategy(new Scrambler())]),
        ("summary", [new TokenBudgetStrategy(300), new SummarizeOldStrategy(worker)]),
        ("important", [new TokenBudgetStrategy(300), new KeepImportantStrategy(100, worker)]),
        ("all", [new ShortenToolResultsStrategy(30), new CollapseToolResultsStrategy(2), new TokenBudgetStrategy(300), new KeepImportantStrategy(100, worker), new SummarizeOldStrategy(worker), new ChatReducerStrategy(new Scrambler())]),
    ];

    /// <summary>A reducer that drops, turns around and makes messages, without regard for calls and results.</summary>
    private sealed class Scrambler : IChatReducer
    {
        public Task<IEnumerable<ChatMessage>> ReduceAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
        {
            ChatMessage[] given = [.. messages];
            IEnumerable<ChatMessage> reduced = given.Where((_, i) => i % 3 != 0).Prepend(new ChatMessage(ChatRole.User, "made first"));
            return Task.FromResult(given.Length % 2 == 0 ? reduced : reduced.Reverse());
        }
    }
}
