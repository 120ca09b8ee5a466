using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Sqlite.Tests;

/// <summary>What windows leave in a file is found again by whoever opens it next.</summary>
public sealed class WindowTests
{
    [Fact]
    public async Task Cut_summary_importance_and_pins_survive_a_restart_and_calls_are_explained()
    {
        using var folder = new TempFolder();
        List<string> sent = [];
        for (var turn = 1; turn <= 40; turn++)
        {
            await using var store = await SqliteSessionStore.OpenAsync(folder.File());
            var session = await store.OpenAsync(Talk.Key);
            using var model = new EchoModel(sent);
            using var worker = new EchoModel([]);
            var agent = new Agent(model) { Window = [new ShortenToolResultsStrategy(20), new TokenBudgetStrategy(400), new KeepImportantStrategy(60, worker), new SummarizeOldStrategy(worker)], Instructions = "Help." };
            await agent.RunAsync($"question {turn} {new string('x', 80)}", session);
            if (turn == 1)
                await session.Window.PinAsync(new Position(2));
        }

        await using var last = await SqliteSessionStore.OpenAsync(folder.File());
        var read = await last.OpenAsync(Talk.Key);
        var answers = await read.GetItemsAsync(role: ChatRole.Assistant);
        Assert.Equal(40, sent.Count);
        for (var i = 0; i < sent.Count; i++)
            Assert.Equal(sent[i], EchoModel.Json((await read.Window.ExplainAsync(answers[i].Position)).Messages));

        Assert.Contains("This is not a message of the user", sent[^1], StringComparison.Ordinal);
        Assert.Contains("question 1 ", sent[^1], StringComparison.Ordinal);
        Assert.Contains("question 40 ", sent[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("question 20 ", sent[^1], StringComparison.Ordinal);
        var cuts = (await last.ReadAsync(Talk.Key, LogRead.All() with { Kinds = [EntryKind.ModelCall], Limit = LogRead.MaxLimit })).Entries
            .Select(entry => (ModelCallBody)entry.Decode(Talk.Key)).Where(call => call.Purpose is null).Select(call => call.Cut).ToArray();
        Assert.InRange(cuts.Distinct().Count(), 3, 20);
        Assert.Equal(cuts.OrderBy(cut => cut ?? Position.Start), cuts);
    }

    private sealed class EchoModel(List<string> sent) : IChatClient
    {
        public static string Json(IEnumerable<ChatMessage> messages) => string.Join("\n", messages.Select(message => JsonSerializer.Serialize(message, AIJsonUtilities.DefaultOptions)));

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            sent.Add(Json(messages));
            var text = options?.ResponseFormat is ChatResponseFormatJson ? """{"scores":[{"part":1,"score":8,"reason":"first"}]}""" : $"answer {sent.Count}";
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
