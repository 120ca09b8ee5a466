using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>Windows of all kinds, small enough that they are cut often.</summary>
public static class HistoryPipelines
{
    private const int Count = 22;

    public static WindowPipeline Get(int number, IChatClient worker) => (number % Count) switch
    {
        0 or 1 => [new TokenBudgetStrategy(4_000)],
        2 => [new TokenBudgetStrategy(400)],
        3 or 4 => [],
        5 => WindowPipeline.Default,
        6 => [Visibility.Own, new TokenBudgetStrategy(800)],
        7 => [Visibility.Answers],
        8 => [new ShortenToolResultsStrategy(20), new TokenBudgetStrategy(1_000)],
        9 => [new ShortenToolResultsStrategy(20)],
        10 => [new CollapseToolResultsStrategy(1), new TokenBudgetStrategy(1_000)],
        11 => [new NewestMessagesStrategy(6)],
        12 => [new NewestTurnsStrategy(3)],
        13 => [CompactionTrigger.TokensExceed(700, new NewestTurnsStrategy(2))],
        14 => [CompactionTrigger.MessagesExceed(20, new NewestMessagesStrategy(5))],
        15 => [CompactionTrigger.TurnsExceed(8, new TokenBudgetStrategy(300))],
        16 => [new TokenBudgetStrategy(600), new SummarizeOldStrategy(worker)],
        17 => [new TokenBudgetStrategy(500), new KeepImportantStrategy(100, worker)],
        18 => [new TokenBudgetStrategy(500), new KeepImportantStrategy(100, worker), new SummarizeOldStrategy(worker)],
        19 => [new TokenBudgetStrategy(900) { Leave = 1 }, Visibility.Of("ada")],
        20 => [new ChatReducerStrategy(new EveryOther())],
        _ => new WindowPipeline(new TokenBudgetStrategy(150)) { Counter = new Letters() },
    };

    private sealed class EveryOther : IChatReducer
    {
        public Task<IEnumerable<ChatMessage>> ReduceAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken) => Task.FromResult(messages.Where((_, i) => i % 2 == 0));
    }

    private sealed class Letters : TokenCounter
    {
        public override int Count(ChatMessage message) => 1 + (message.Text.Length / 10);

        public override int Count(string text) => text.Length / 10;
    }
}
