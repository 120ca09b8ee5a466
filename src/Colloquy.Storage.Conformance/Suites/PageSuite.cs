namespace Colloquy.Storage.Conformance;

/// <summary>Reads give entries in order of position, a page at a time, by kind, with payloads or without.</summary>
public sealed class PageSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(The_newest_come_first_in_a_backward_read_and_last_in_a_forward_one),
        Case(A_page_holds_as_many_as_asked_for_and_no_more_than_there_are),
        Case(The_last_page_says_that_nothing_is_left),
        Case(Pages_read_one_after_another_fit_together),
        Case(Pages_fit_together_while_others_write),
        Case(A_filter_by_kind_passes_over_others_and_does_not_count_them),
        Case(Headers_come_without_payload_and_salt),
        Case(A_forward_read_begins_after_a_position),
        Case(Nothing_is_read_before_the_first_entry),
        Case(A_head_beyond_the_tip_is_refused),
        Case(Equal_times_and_clocks_that_run_backwards_change_no_order),
    ];

    private static readonly int[] Limits = [1, 2, 3, 7, 24, 25, 26, 10_000];

    private static async Task The_newest_come_first_in_a_backward_read_and_last_in_a_forward_one(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var entries = await session.SayManyAsync(12);
        var head = new Position(12);

        Check.Entries(entries.Reverse(), await session.ReadAsync(LogRead.Back(head)), "a backward read");
        Check.Entries(entries, await session.ReadAsync(LogRead.Forth(head)), "a forward read");
        Check.Entries(entries, await session.ReadAsync(LogRead.All()), "a read of the whole log");
        Check.Entries([entries[11], entries[10], entries[9]], await session.ReadAsync(LogRead.Back(head) with { Limit = 3 }), "the newest three");
        Check.Entries([entries[6]], await session.ReadAsync(LogRead.Back(new Position(7)) with { Limit = 1 }), "one entry, back from 7");
    }

    private static async Task A_page_holds_as_many_as_asked_for_and_no_more_than_there_are(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(25);
        foreach (var limit in Limits)
        {
            foreach (var read in Reads(new Position(25)))
                Check.Equal(Math.Min(limit, 25), (await session.ReadAsync(read with { Limit = limit })).Count, $"the number of entries in a page of up to {limit} of 25");
        }
    }

    private static async Task The_last_page_says_that_nothing_is_left(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(25);
        foreach (var limit in Limits)
        {
            foreach (var read in Reads(new Position(25)))
            {
                var page = await session.Store.ReadAsync(session.Key, read with { Limit = limit });
                Check.Equal(limit < 25, page.Next is not null, $"whether a page of up to {limit} of 25 entries says that there are more");
            }
        }
    }

    private static async Task Pages_read_one_after_another_fit_together(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var entries = await session.SayManyAsync(25);
        foreach (var limit in Limits)
        {
            foreach (var read in Reads(new Position(25)))
                Check.Entries(read.Backward ? entries.Reverse() : entries, await session.ReadWholeAsync(read with { Limit = limit }), $"pages of {limit}, one after another,");
        }
    }

    private static async Task Pages_fit_together_while_others_write(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(10);
        foreach (var read in Reads(new Position(10)))
        {
            var log = await session.LogAsync();
            var page = await session.Store.ReadAsync(session.Key, read with { Limit = 4 });
            var added = await session.SayAsync("meanwhile");
            var rest = await session.ReadWholeAsync((read with { Limit = 4 }).Continue(page));

            var expected = read.Head is null ? [.. log, .. added] : read.Backward ? log.Take(10).Reverse() : log.Take(10);
            Check.Entries(expected, [.. page.Entries, .. rest], "pages between which another commit was made");
        }
    }

    private static async Task A_filter_by_kind_passes_over_others_and_does_not_count_them(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var written = new List<Entry>();
        for (var i = 0; i < 12; i++)
            written.AddRange(await session.AddAsync(SessionUnderTest.Text($"message {i}"), SessionUnderTest.State("color", i), SessionUnderTest.State("size", i), new LifecycleBody(false)));

        foreach (var kinds in new EntryKind[][] { [EntryKind.Message], [EntryKind.State], [EntryKind.Message, EntryKind.Lifecycle], [EntryKind.TurnEnd, EntryKind.State], [EntryKind.ModelCall], [new("never'seen%")], [] })
        {
            var expected = written.Where(entry => kinds.Contains(entry.Kind)).ToList();
            foreach (var limit in new[] { 1, 5, 12, 100 })
            {
                foreach (var read in Reads(written[^1].Position).Select(read => read with { Kinds = kinds, Limit = limit }))
                {
                    var inOrder = read.Backward ? expected.AsEnumerable().Reverse() : expected;
                    Check.Entries(inOrder.Take(limit), await session.ReadAsync(read), $"a page of up to {limit} of the kinds {string.Join(", ", kinds)}");
                    Check.Entries(inOrder, await session.ReadWholeAsync(read), $"pages of {limit} of the kinds {string.Join(", ", kinds)}");
                }
            }
        }
    }

    private static async Task Headers_come_without_payload_and_salt(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var entries = await session.SayManyAsync(5);
        var headers = entries.Select(entry => entry with { Payload = default, Salt = default }).ToList();
        foreach (var read in Reads(new Position(5)))
            Check.Entries(read.Backward ? headers.AsEnumerable().Reverse() : headers, await session.ReadAsync(read with { HeadersOnly = true }), "a read of headers");

        Check.Entries(entries, await session.LogAsync(), "a read of whole entries after one of headers");
    }

    private static async Task A_forward_read_begins_after_a_position(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var entries = await session.SayManyAsync(6);
        for (var after = 0; after <= 8; after++)
        {
            Check.Entries(entries.Skip(after), await session.ReadAsync(LogRead.All(new Position(after))), $"the log after {after}");
            Check.Entries(entries.Take(5).Skip(after), await session.ReadAsync(LogRead.Forth(new Position(5), new Position(after))), $"the line of 5 after {after}");
        }
    }

    private static async Task Nothing_is_read_before_the_first_entry(StoreCaseContext context)
    {
        var empty = await context.NewSessionAsync();
        var full = await context.NewSessionAsync();
        await full.SayManyAsync(3);

        foreach (var session in new[] { empty, full })
        {
            foreach (var read in new[] { LogRead.Back(Position.Start), LogRead.Forth(Position.Start) })
            {
                var page = await session.Store.ReadAsync(session.Key, read);
                Check.That(page.Entries.Count == 0 && page.Next is null, "Expected an empty page of a line whose head is before the first entry.");
            }
        }

        Check.That(await empty.Store.ReadAsync(empty.Key, LogRead.All()) is { Entries.Count: 0, Next: null }, "Expected an empty page of an empty log.");
    }

    private static async Task A_head_beyond_the_tip_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayManyAsync(3);
        foreach (var read in new[] { LogRead.Back(new Position(4)), LogRead.Forth(new Position(4)), LogRead.Back(new Position(1_000_000_000_000)) })
            await Check.Throws<ArgumentOutOfRangeException>(() => session.ReadAsync(read), $"a read from {read.Head} of a session at tip 3");
    }

    private static async Task Equal_times_and_clocks_that_run_backwards_change_no_order(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var entries = new List<Entry>();
        for (var i = 0; i < 30; i++)
        {
            context.Clock.Move(TimeSpan.FromMinutes(i % 3 == 0 ? 0 : i % 3 == 1 ? -7 : 3));
            entries.AddRange(await session.SayAsync($"a {i}", $"b {i}"));
        }

        foreach (var read in Reads(entries[^1].Position))
            Check.Entries(read.Backward ? entries.AsEnumerable().Reverse() : entries, await session.ReadWholeAsync(read with { Limit = 7 }), "entries written by a clock that ran backwards");
    }

    private static LogRead[] Reads(Position head) => [LogRead.Back(head), LogRead.Forth(head), LogRead.All()];
}
