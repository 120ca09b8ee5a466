namespace Colloquy.Storage.Conformance;

/// <summary>A line is an entry and what leads to it, across forks, forks of forks and undo, whichever entry it is.</summary>
public sealed class LineSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Every_entry_has_its_line_backwards),
        Case(Every_entry_has_its_line_forwards),
        Case(A_line_is_read_after_any_position_also_one_beside_it),
        Case(A_line_is_filtered_by_kind),
        Case(The_whole_log_has_every_entry_also_those_beside_every_line),
    ];

    private static async Task Every_entry_has_its_line_backwards(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var log = await GrowAsync(session);
        foreach (var entry in log)
        {
            foreach (var limit in new[] { 1, 2, 5, 100 })
                Check.Entries(LineOf(log, entry.Position).AsEnumerable().Reverse(), await session.ReadWholeAsync(LogRead.Back(entry.Position) with { Limit = limit }), $"the line of {entry.Position} backwards in pages of {limit}");
        }
    }

    private static async Task Every_entry_has_its_line_forwards(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var log = await GrowAsync(session);
        foreach (var entry in log)
        {
            foreach (var limit in new[] { 1, 2, 5, 100 })
                Check.Entries(LineOf(log, entry.Position), await session.ReadWholeAsync(LogRead.Forth(entry.Position) with { Limit = limit }), $"the line of {entry.Position} forwards in pages of {limit}");
        }
    }

    private static async Task A_line_is_read_after_any_position_also_one_beside_it(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var log = await GrowAsync(session);
        foreach (var entry in log.Where(entry => entry.Position.Value % 3 != 1))
        {
            for (var after = 0; after <= log.Count; after++)
            {
                var expected = LineOf(log, entry.Position).Where(found => found.Position.Value > after);
                Check.Entries(expected, await session.ReadAsync(LogRead.Forth(entry.Position, new Position(after))), $"the line of {entry.Position} after {after}");
            }
        }
    }

    private static async Task A_line_is_filtered_by_kind(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var log = await GrowAsync(session);
        foreach (var entry in log)
        {
            foreach (var kind in new[] { EntryKind.Message, EntryKind.State })
            {
                var expected = LineOf(log, entry.Position).Where(found => found.Kind == kind).ToList();
                var back = LogRead.Back(entry.Position) with { Kinds = [kind], Limit = 2 };
                var forth = LogRead.Forth(entry.Position) with { Kinds = [kind], Limit = 2 };
                Check.Entries(expected.AsEnumerable().Reverse(), await session.ReadWholeAsync(back), $"the entries of kind {kind} on the line of {entry.Position} backwards");
                Check.Entries(expected, await session.ReadWholeAsync(forth), $"the entries of kind {kind} on the line of {entry.Position} forwards");
            }
        }
    }

    private static async Task The_whole_log_has_every_entry_also_those_beside_every_line(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var log = await GrowAsync(session);

        Check.Equal((await session.RecordAsync()).Tip.Value, (long)log.Count, "the number of entries in the whole log");
        foreach (var limit in new[] { 1, 4, 1_000 })
            Check.Entries(log, await session.ReadWholeAsync(LogRead.All() with { Limit = limit }), $"the whole log in pages of {limit}");
    }

    /// <summary>Grows a session with forks at the beginning, in the middle and at the end of segments, forks of forks, and undo.</summary>
    private static async Task<List<Entry>> GrowAsync(SessionUnderTest session)
    {
        var written = new List<Entry>(await session.SayAsync("1", "2", "3", "4"));
        await ForkAsync("middle", 2);
        await ForkAsync("of middle", 6);
        await ForkAsync("of middle at its beginning", 6);
        await ForkAsync("of the first", 1);
        await ForkAsync("of nothing", 0);
        await MoveAsync(written[^2].Position.Value);
        await MoveAsync(3);
        await MoveAsync(0);
        await ForkAsync("of the last", written[^1].Position.Value);
        await session.SwitchAsync("middle");
        await AppendAsync();
        await session.SwitchAsync(BranchHead.Main);
        await AppendAsync();
        return [.. await session.LogAsync()];

        async Task AppendAsync() => written.AddRange(await session.AddAsync(SessionUnderTest.Text("text"), SessionUnderTest.State("color", written.Count)));

        async Task ForkAsync(string branch, long at)
        {
            await session.ForkAsync(branch, new Position(at));
            await AppendAsync();
        }

        async Task MoveAsync(long to)
        {
            await session.MoveHeadAsync(new Position(to));
            await AppendAsync();
        }
    }

    /// <summary>Follows the parents, one by one.</summary>
    private static List<Entry> LineOf(List<Entry> log, Position head)
    {
        var line = new List<Entry>();
        for (var position = head; !position.IsStart; position = line[^1].Parent)
            line.Add(log[(int)position.Value - 1]);
        line.Reverse();
        return line;
    }
}
