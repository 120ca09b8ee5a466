using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Colloquy.Storage.Conformance;

/// <summary>The history of one session: its calls, and whether there is an order of them that the contract allows.</summary>
internal sealed class SessionHistory
{
    private readonly SessionKey _key;
    private readonly List<HistoryOperation> _operations;

    public SessionHistory(SessionKey key, IEnumerable<HistoryOperation> operations)
    {
        _key = key;
        _operations =
        [
            .. operations
                .Where(operation => operation.Answer is not Refusal { Kind: RefusalKind.Nothing } && !(operation.IsOpen && operation.Call.IsRead))
                .Select(operation => operation.IsOpen ? operation.Opened() : operation)
                .OrderBy(operation => operation.Begin),
        ];
    }

    public LinearizabilityResult<HistoryState> Check()
    {
        // A request that waits, and whose answer did not come, may have taken a place in the queue.
        var mayWait = _operations.Exists(operation => operation is { IsOpen: true, Call: LeaseCall { Action: LeaseAction.Acquire, Place: not LeasePlace.None } });
        var initial = HistoryState.Before(_key);
        return new LinearizabilityChecker<HistoryState, HistoryOperation>(
            (state, operation) => HistoryRules.Apply(state, operation).Next,
            operation => operation.Begin,
            operation => operation.End).Check(mayWait ? initial with { Lease = initial.Lease with { HasQueue = true } } : initial, _operations);
    }

    /// <summary>Returns a shorter history that is not linearizable either: up to the first answer that cannot be, and without calls that changed nothing and do not matter.</summary>
    public SessionHistory Shrink()
    {
        // A history that is not linearizable stays so, whatever comes after it.
        long[] ends = [.. _operations.Select(operation => operation.End).OfType<long>().Order()];
        var (first, last) = (0, ends.Length - 1);
        while (first < last)
        {
            var middle = (first + last) / 2;
            if (UpTo(ends[middle]).Check().IsLinearizable)
                first = middle + 1;
            else
                last = middle;
        }

        var shortest = UpTo(ends[last]);
        // A call that changed nothing only excludes orders, so that without it there are more of them.
        foreach (var operation in shortest._operations.Where(operation => operation.ChangesNothing).Reverse().ToList())
        {
            var less = new SessionHistory(_key, shortest._operations.Where(other => other != operation));
            if (!less.Check().IsLinearizable)
                shortest = less;
        }

        return shortest;
    }

    /// <summary>The history as it was at a time: what had no answer yet may have taken effect, or not.</summary>
    private SessionHistory UpTo(long time) => new(_key, _operations
        .Where(operation => operation.Begin <= time && (operation.End <= time || !operation.ChangesNothing))
        .Select(operation => operation.End <= time ? operation : operation.Opened()));

    /// <summary>Shows the history as a table, and where the longest order that was found cannot go on.</summary>
    public string Describe()
    {
        var found = Check();
        var ranks = found.Order.Select((index, rank) => (index, rank)).ToDictionary(pair => pair.index, pair => pair.rank + 1);
        var start = _operations.Count == 0 ? 0 : _operations.Min(operation => operation.Begin);
        List<string[]> rows = [["order", "client", "from–to in ms", "call", "answer"]];
        for (var i = 0; i < _operations.Count; i++)
        {
            var operation = _operations[i];
            rows.Add([ranks.TryGetValue(i, out var rank) ? rank.ToString(CultureInfo.InvariantCulture) : "-", operation.Client.ToString(CultureInfo.InvariantCulture), $"{Milliseconds(operation.Begin)}–{(operation.End is { } end ? Milliseconds(end) : "…")}", HistoryTexts.Of(operation.Call), HistoryTexts.Of(operation.Answer)]);
        }

        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"The history of session {_key} is not linearizable: no order of these {_operations.Count} calls, one after another, gives their answers. The longest order that agrees is numbered.");
        var widths = Enumerable.Range(0, 4).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {row[0].PadLeft(widths[0])}  {row[1].PadLeft(widths[1])}  {row[2].PadRight(widths[2])}  {row[3].PadRight(widths[3])}  {row[4]}");
        foreach (var next in _operations.Where((operation, i) => !operation.IsOpen && !ranks.ContainsKey(i)).OrderBy(operation => operation.End).Take(3))
        {
            if (HistoryRules.Apply(found.State, next).Expected is { } expected)
                text.AppendLine(CultureInfo.InvariantCulture, $"Expected '{HistoryTexts.Of(next.Call)}' of client {next.Client} to answer next: {expected}; its answer is: {HistoryTexts.Of(next.Answer)}.");
        }

        return text.ToString().TrimEnd();

        string Milliseconds(long time) => Stopwatch.GetElapsedTime(start, time).TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture);
    }
}
