using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>What docs/windows.md allows a window to leave out or to change. Whatever is not allowed must be in.</summary>
public sealed record LosslessWindow(string Name, WindowPipeline Pipeline)
{
    /// <summary>The newest exchanges with no more messages than this.</summary>
    public int? Messages { get; init; }

    /// <summary>The newest turns.</summary>
    public int? Turns { get; init; }

    /// <summary>The tokens of the budget, of which a message has ten. What is left after a cut is at least a quarter of it, as nearly as exchanges allow.</summary>
    public int? Budget { get; init; }

    /// <summary>Whether a cut stays where it is until there is more.</summary>
    public bool CutStays { get; init; }

    /// <summary>How many of the newest exchanges with results are not collapsed.</summary>
    public int? NotCollapsed { get; init; }

    public bool Shortens { get; init; }

    public bool Summarizes { get; init; }

    public bool Scores { get; init; }

    /// <summary>What the agent is shown of others.</summary>
    public Func<LineExchange, bool> Sees { get; init; } = _ => true;

    public override string ToString() => Name;

    public static IEnumerable<LosslessWindow> All(IChatClient worker) =>
    [
        new("everything", []),
        new("messages", [new NewestMessagesStrategy(7)]) { Messages = 7 },
        new("one message", [new NewestMessagesStrategy(1)]) { Messages = 1 },
        new("turns", [new NewestTurnsStrategy(3)]) { Turns = 3 },
        new("turns and messages", [new NewestTurnsStrategy(3), new NewestMessagesStrategy(9)]) { Turns = 3, Messages = 9 },
        new("triggers", [CompactionTrigger.TurnsExceed(4, new NewestTurnsStrategy(2)), CompactionTrigger.MessagesExceed(20, new NewestMessagesStrategy(8)), CompactionTrigger.TokensExceed(400, new NewestTurnsStrategy(2))]) { Turns = 2, Messages = 8, CutStays = true },
        new("budget", [new TokenBudgetStrategy(160)]) { Budget = 160 },
        new("small budget", [new TokenBudgetStrategy(10)]) { Budget = 10 },
        new("all of a budget", [new TokenBudgetStrategy(150) { Leave = 1 }]) { Budget = 150 },
        new("shorten", [new ShortenToolResultsStrategy(20)]) { Shortens = true },
        new("collapse", [new CollapseToolResultsStrategy(1)]) { NotCollapsed = 1 },
        new("collapse, messages", [new CollapseToolResultsStrategy(0), new NewestMessagesStrategy(12)]) { NotCollapsed = 0, Messages = 12 },
        new("shorten, collapse, budget", [new ShortenToolResultsStrategy(20), new CollapseToolResultsStrategy(2), new TokenBudgetStrategy(160)]) { Shortens = true, NotCollapsed = 2, Budget = 160 },
        new("own", [Visibility.Own]) { Sees = _ => false },
        new("answers, turns", [Visibility.Answers, new NewestTurnsStrategy(3)]) { Sees = exchange => exchange.Calls.Count == 0, Turns = 3 },
        new("reduce", [new TokenBudgetStrategy(300), new ChatReducerStrategy(new Keeper())]) { Budget = 300 },
        new("summary", [new TokenBudgetStrategy(120), new SummarizeOldStrategy(worker)]) { Budget = 120, Summarizes = true },
        new("summary of messages", [new NewestMessagesStrategy(9), new SummarizeOldStrategy(worker)]) { Messages = 9, Summarizes = true },
        new("important", [new TokenBudgetStrategy(120), new KeepImportantStrategy(1_000_000, worker)]) { Budget = 120, Scores = true },
        new("all", [new ShortenToolResultsStrategy(30), new CollapseToolResultsStrategy(2), new TokenBudgetStrategy(160), new KeepImportantStrategy(1_000_000, worker), new SummarizeOldStrategy(worker), new ChatReducerStrategy(new Keeper())]) { Shortens = true, NotCollapsed = 2, Budget = 160, Scores = true, Summarizes = true },
    ];

    /// <summary>The pipeline with its counter.</summary>
    public WindowPipeline Window => new(Pipeline) { Counter = Budget is null ? TokenCounter.Estimate : new TenEach() };

    /// <summary>The latest of the exchanges at which a window may begin for the number of messages or turns.</summary>
    public int LatestCut(IReadOnlyList<LineExchange> seen)
    {
        var cut = 0;
        if (Messages is { } messages)
        {
            var (at, sum) = (seen.Count, 0);
            while (at > 0 && (sum += seen[at - 1].Items.Count()) <= messages)
                at--;
            cut = Math.Min(at, seen.Count - 1);
        }

        if (Turns is { } count && seen.Select(exchange => exchange.Turn).Where(turn => !turn.IsStart).Distinct().ToList() is var turns && turns.Count >= count)
            cut = Math.Max(cut, seen.ToList().FindIndex(exchange => exchange.Turn == turns[^count]));
        return Math.Max(cut, 0);
    }

    private sealed class TenEach : TokenCounter
    {
        public override int Count(ChatMessage message) => 10;

        public override int Count(string text) => text.Length / 4;
    }

    /// <summary>A reducer that keeps all that it is given.</summary>
    private sealed class Keeper : IChatReducer
    {
        public Task<IEnumerable<ChatMessage>> ReduceAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken) => Task.FromResult(messages);
    }
}
