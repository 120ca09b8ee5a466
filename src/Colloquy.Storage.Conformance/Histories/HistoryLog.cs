using System.Globalization;

namespace Colloquy.Storage.Conformance;

/// <summary>Collects what <see cref="HistoryStore"/>s wrote down, and checks that the calls on each session could have been made one after another, in an order that agrees with their times: that the history is linearizable.</summary>
/// <remarks>Its methods can be called by several threads at once. A session's history begins with its creation.</remarks>
public sealed class HistoryLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(int Client, long Number), int> _calls = [];
    private readonly List<(SessionKey Key, HistoryOperation Operation)> _operations = [];

    /// <summary>Gets the number of calls.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _operations.Count;
        }
    }

    /// <summary>Adds a line that a <see cref="HistoryStore"/> wrote. The lines of one client come in their order.</summary>
    /// <param name="line">The line.</param>
    /// <returns>true when the line was added; false when its end is missing, as it may be in the last line of a process that died. The call of such a line was not made, or its outcome is unknown.</returns>
    public bool Add(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (HistoryLine.TryParse(line) is not { } parsed)
            return false;

        lock (_gate)
        {
            if (parsed.Call is { } call)
            {
                if (!_calls.TryAdd((parsed.Client, parsed.Number), _operations.Count))
                    throw new ArgumentException($"Client {parsed.Client} wrote call {parsed.Number} twice. Give each HistoryStore a number of its own.", nameof(line));
                _operations.Add((new SessionKey(parsed.Session!, parsed.User, parsed.App!), new HistoryOperation(parsed.Client, call, parsed.At, parsed.Clock)));
                return true;
            }

            var index = _calls[(parsed.Client, parsed.Number)];
            var (key, operation) = _operations[index];
            _operations[index] = (key, parsed.Answer is UnknownOutcome
                ? operation with { Answer = parsed.Answer }
                : operation with { Answer = parsed.Answer, End = parsed.At, ClockEnd = parsed.Clock });
            return true;
        }
    }

    /// <summary>Returns the ids of the commits on a session whose outcome is not known, since their process died or an exception did not say. Make a commit with such an id again to check that it is made once.</summary>
    /// <param name="key">The session's whole key.</param>
    public IReadOnlyList<CommitId> UnknownCommits(SessionKey key) =>
        [.. OperationsOf(key).Where(operation => operation.IsOpen).Select(operation => operation.Call).OfType<CommitCall>().Select(call => new CommitId(call.Id))];

    /// <summary>Checks the history of each session.</summary>
    /// <param name="note">A note for the failure, such as the seed of the run; null for none.</param>
    /// <returns>The number of sessions.</returns>
    /// <exception cref="ConformanceException">A history is not linearizable. The message is a table of as few calls as show it, and what the next call would have to answer.</exception>
    public int Check(string? note = null)
    {
        SessionKey[] keys;
        lock (_gate)
            keys = [.. _operations.Select(pair => pair.Key).Distinct()];

        foreach (var key in keys)
        {
            var history = new SessionHistory(key, OperationsOf(key));
            if (!history.Check().IsLinearizable)
                throw new ConformanceException(string.Create(CultureInfo.InvariantCulture, $"{history.Shrink().Describe()}{(note is null ? "" : $"\n{note}")}"));
        }

        return keys.Length;
    }

    private List<HistoryOperation> OperationsOf(SessionKey key)
    {
        lock (_gate)
            return [.. _operations.Where(pair => pair.Key == key).Select(pair => pair.Operation)];
    }
}
