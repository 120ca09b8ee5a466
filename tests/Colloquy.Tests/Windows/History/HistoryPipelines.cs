using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>Windows of all kinds, small enough that they are cut often.</summary>
public static class HistoryPipelines
{
    private const int Count = 34;

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
        21 => [new CollapseToolResultsStrategy(3)],
        22 => [new ShortenToolResultsStrategy(20, keepNewest: 2), new CollapseToolResultsStrategy(0), new TokenBudgetStrategy(600)],
        23 => [new ShortenToolResultsStrategy(20, keepNewest: 40)],
        24 => [new NewestMessagesStrategy(40)],
        25 => [new NewestTurnsStrategy(12)],
        26 => [new NewestMessagesStrategy(25), new TokenBudgetStrategy(500)],
        27 => [Visibility.When(group => group.Tokens < 60 && !group.HasCalls), new TokenBudgetStrategy(700)],
        28 => [new TokenBudgetStrategy(300) { Leave = 0.9 }, new KeepImportantStrategy(200, worker) { Threshold = 4 }],
        29 => [new TokenBudgetStrategy(1_500) { Leave = 0.95 }],
        30 => [CompactionTrigger.TokensExceed(400, new TokenBudgetStrategy(350)), new NewestMessagesStrategy(30)],
        31 => [new TokenBudgetStrategy(900), new CollapseToolResultsStrategy(1)],
        32 => [new CollapseToolResultsStrategy(2), new NewestTurnsStrategy(6), new SummarizeOldStrategy(worker)],
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
