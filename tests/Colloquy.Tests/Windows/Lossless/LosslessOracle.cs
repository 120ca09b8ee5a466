using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>Holds what a model is sent against the line: there must be a cut that the strategies may make, from which on all is sent, with what is kept before it.</summary>
public sealed class LosslessOracle(LosslessWindow window, LosslessWorker worker)
{
    private readonly HashSet<Position> _cuts = [];
    private readonly HashSet<Position> _pinned = [];
    private bool _hasCut;

    /// <summary>Returns what is wrong with what an agent is sent; null when nothing is.</summary>
    public async Task<string?> FindLossAsync(Session session, string agent, IReadOnlyList<ChatMessage> sent)
    {
        var line = await session.GetItemsAsync();
        var pins = (await session.Window.ListPinsAsync()).ToHashSet();
        _pinned.UnionWith(pins);
        var exchanges = LineExchange.Of(line);
        var turn = line[^1].TurnStart;
        var answer = line.LastOrDefault(item => item.Role == ChatRole.Assistant && !item.IsPartial && !Balanced.IsReasoning(item.Message));
        var firstAnswer = line.FirstOrDefault(item => item.TurnStart == turn && item.Role != ChatRole.User);
        bool IsPinned(LineExchange exchange) => exchange.Items.Any(item => pins.Contains(item.Position));
        bool IsCurrent(LineExchange exchange) => exchange.Items.Any(item => item.TurnStart == turn);
        bool IsInput(LineExchange exchange) => IsCurrent(exchange) && exchange.Said.Role == ChatRole.User && (firstAnswer is null || exchange.First < firstAnswer.Position);

        // The exchange under way: the newest, and each whose results the model has not seen yet.
        bool IsUnderWay(LineExchange exchange) => IsCurrent(exchange) && exchange.Author == agent && (exchange == exchanges[^1] || exchange.Last > answer?.Position);
        bool IsKept(LineExchange exchange) => IsPinned(exchange) || IsInput(exchange) || IsUnderWay(exchange);

        var seen = exchanges.Where(exchange => IsKept(exchange) || exchange.Author is null || exchange.Author == agent || window.Sees(exchange)).ToList();
        var summary = window.Summarizes && sent is [{ Text: var text }, ..] && text.StartsWith("[This is not a message of the user", StringComparison.Ordinal) ? text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..] : null;
        var told = summary is null ? "" : worker.Told(summary);
        var latest = window.LatestCut(seen);
        string? problem = null;
        for (var cut = 0; cut < Math.Max(seen.Count, 1); cut++)
        {
            if (!IsSent(cut, out var left))
                continue;

            problem ??= FindProblem(cut, left);
            if (FindProblem(cut, left) is not null)
                continue;

            _hasCut |= cut > 0;
            _cuts.Add(seen[cut].First);
            return null;
        }

        return $"{problem ?? "What is sent is not what is behind any cut, with what is kept."}\nsent to {agent}:\n{Show(sent)}\nthe line:\n{string.Join("\n", seen.Select(exchange => $"{exchange.First}{(IsKept(exchange) ? " kept" : "")} of {exchange.Author}\n{Show(exchange.Items.Select(item => item.Message))}"))}";

        bool IsSent(int cut, out List<LineExchange> left)
        {
            var at = summary is null ? 0 : 1;
            left = [];
            for (var i = 0; i < seen.Count; i++)
            {
                var next = IsNext(seen[i], at, MayCollapse(i), window.Shortens && !IsPinned(seen[i]));
                if (i >= cut || IsKept(seen[i]))
                {
                    if (!next)
                        return false;
                }
                else if (!next || !window.Scores || !seen[i].Words.Any(words => words.Contains("important", StringComparison.Ordinal)))
                {
                    left.Add(seen[i]);
                    continue;
                }

                at += seen[i].Messages.Count;
            }

            return at == sent.Count;
        }

        // The model that summarizes and scores is given what the strategies before it left of long results.
        IEnumerable<string> Words(LineExchange exchange) => exchange.Words.Where(words => window.NotCollapsed is null || words.Length <= 80);

        bool MayCollapse(int index) => window.NotCollapsed is { } whole && !IsKept(seen[index]) && exchanges.Count(exchange => exchange.First > seen[index].First && exchange.HasResults) >= whole;

        bool IsNext(LineExchange exchange, int at, bool mayCollapse, bool mayShorten) =>
            exchange.Messages.Count <= sent.Count - at && exchange.Messages.Select((message, i) => IsSame(sent[at + i], message, mayCollapse, mayShorten)).All(same => same);

        string? FindProblem(int cut, List<LineExchange> left)
        {
            // What was pinned when it was scored or summarized was in the window then, and is in no summary.
            left = [.. left.Where(exchange => !IsCurrent(exchange) && !exchange.Items.Any(item => _pinned.Contains(item.Position)))];

            // A result that comes when its call has been summarized is out with it.
            var untold = left.Where(exchange => Words(exchange).Any(words => !words.StartsWith("late-", StringComparison.Ordinal) && !told.Contains(words, StringComparison.Ordinal))).ToList();
            if (window.Scores && !worker.HasFailed && left.Find(exchange => untold.Contains(exchange) && Words(exchange).Any(words => words.Contains("important", StringComparison.Ordinal))) is { } important)
                return $"What is important at {important.First} is left out.";
            if (window.Summarizes && !worker.HasFailed && untold.Count > 0)
                return $"What stands at {untold[0].First} is neither sent nor summarized.";
            if (cut == 0 || cut <= latest || (window.CutStays && _cuts.Contains(seen[cut].First)) || (summary is not null && untold.Count == 0))
                return null;
            if (window.Budget is not { } budget)
                return $"More is cut than the strategies may: before {seen[cut].First}, where {seen[latest].First} is the latest.";
            if (!_hasCut && seen.Sum(exchange => exchange.Items.Count()) * 10 <= budget)
                return "There is a cut, though all is within the budget.";
            return (sent.Count + seen[cut - 1].Items.Count()) * 10 > budget / 4 ? null : $"More is cut than the budget asks for: {sent.Count} messages are left.";
        }
    }

    private static bool IsSame(ChatMessage sent, (ChatRole Role, IReadOnlyList<AIContent>? Contents) expected, bool mayCollapse, bool mayShorten)
    {
        if (sent.Role != expected.Role)
            return false;
        if (expected.Contents is null)
            return sent.Contents is [FunctionResultContent { Result: var outcome }] && ($"{outcome}".StartsWith("No result of this call", StringComparison.Ordinal) || $"{outcome}".StartsWith("This call was made by", StringComparison.Ordinal));
        return sent.Contents.Count == expected.Contents.Count && sent.Contents.Zip(expected.Contents).All(pair => Show(pair.First) == Show(pair.Second) || IsChanged(pair.First, pair.Second));

        bool IsChanged(AIContent first, AIContent second)
        {
            if (first is not FunctionResultContent { Result: var changed } || second is not FunctionResultContent { Result: var result })
                return false;

            var (now, before) = ($"{changed}", $"{result}");
            return (mayCollapse && before.Length > 100 && now.StartsWith("[An older result of ", StringComparison.Ordinal))
                || (mayShorten && now.Contains("characters left out here", StringComparison.Ordinal) && before.StartsWith(now[..8], StringComparison.Ordinal) && before.EndsWith(now[^8..], StringComparison.Ordinal));
        }
    }

    private static string Show(IEnumerable<ChatMessage> messages) => string.Join("\n", messages.Select(message => $"  {message.Role}: {string.Join(" | ", message.Contents.Select(Show))}"));

    private static string Show(AIContent content) => content switch
    {
        TextContent text => $"text {text.Text}",
        TextReasoningContent reasoning => $"reasoning {reasoning.Text}",
        FunctionCallContent call => $"call {call.Name} {string.Join(' ', call.Arguments?.Values ?? [])}",
        FunctionResultContent result => $"result {result.Result}",
        _ => content.GetType().Name,
    };
}
