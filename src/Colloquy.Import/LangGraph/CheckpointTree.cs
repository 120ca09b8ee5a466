namespace Colloquy.Import;

/// <summary>A line of checkpoints of a thread: the branch that it becomes.</summary>
/// <param name="Name">The name of the branch, which stays the same when the thread grows.</param>
/// <param name="Checkpoints">The ids of the line's own checkpoints, in order.</param>
/// <param name="From">The line from which it comes; null for the first.</param>
internal sealed record CheckpointLine(string Name, IReadOnlyList<string> Checkpoints, CheckpointLine? From)
{
    public string Last => Checkpoints[^1];
}

/// <summary>Finds the lines of a thread's checkpoints. Each names the one before it; where two name the same one, the older goes on with its line, and the other begins a new one.</summary>
internal static class CheckpointTree
{
    private const string Ids = "SELECT checkpoint_id, parent_checkpoint_id FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = '' ORDER BY checkpoint_id";

    public static List<CheckpointLine> Read(SourceDatabase database, string thread)
    {
        var (ids, children) = (new List<(string Id, string Parent)>(), new Dictionary<string, List<string>>());
        using (var rows = database.Query(Ids, thread))
        {
            while (rows.Step())
                ids.Add((rows.Text(0)!, rows.Text(1) ?? ""));
        }

        // Ids sort by time. What names a checkpoint that is not there any more begins by itself.
        var known = ids.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, parent) in ids)
        {
            var key = known.Contains(parent) ? parent : "";
            if (!children.TryGetValue(key, out var list))
                children[key] = list = [];
            list.Add(id);
        }

        var lines = new List<CheckpointLine>();
        var waiting = new Queue<(string First, CheckpointLine? From)>(children.GetValueOrDefault("", []).Select(id => (id, (CheckpointLine?)null)));
        while (waiting.TryDequeue(out var next))
        {
            List<string> own = [next.First];
            while (children.TryGetValue(own[^1], out var following))
                own.Add(following[0]);
            var line = new CheckpointLine(lines.Count == 0 ? BranchHead.Main : $"checkpoint-{next.First}", own, next.From ?? lines.FirstOrDefault());
            lines.Add(line);
            foreach (var id in own)
            {
                foreach (var other in children.GetValueOrDefault(id, []).Skip(1))
                    waiting.Enqueue((other, line));
            }
        }

        return lines;
    }
}
