namespace Colloquy.Storage.Conformance;

/// <summary>The state on a line is the newest write of each key on it, removals among them.</summary>
public sealed class StateSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(The_newest_write_of_each_key_is_read),
        Case(One_key_can_be_asked_for),
        Case(A_removal_and_a_null_are_writes_too),
        Case(An_undo_brings_back_what_was_before),
        Case(A_fork_carries_state_along_and_goes_its_own_way),
        Case(Every_entry_has_the_state_of_its_line),
        Case(Keys_are_told_apart_and_ordered_byte_by_byte),
        Case(State_belongs_to_its_session),
        Case(Only_state_writes_are_state),
    ];

    private static async Task The_newest_write_of_each_key_is_read(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.AddAsync(SessionUnderTest.State("color", 1), SessionUnderTest.State("size", 1), SessionUnderTest.State("color", 2));
        var last = await session.AddAsync(SessionUnderTest.Text("text"), SessionUnderTest.State("color", 3), SessionUnderTest.State("age", 9), SessionUnderTest.Text("text"));

        var state = await session.Store.ReadStateAsync(session.Key, new Position(7));

        var size = (await session.LogAsync())[1];
        Check.Entries([last[2], last[1], size], state, "the state at the head");
        Check.Equal(0, (await session.Store.ReadStateAsync(session.Key, Position.Start)).Count, "the number of keys before the first entry");
    }

    private static async Task One_key_can_be_asked_for(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var entries = await session.AddAsync(SessionUnderTest.State("color", 1), SessionUnderTest.State("colors", 2), SessionUnderTest.State("Color", 3), SessionUnderTest.State("%", 4));
        var head = entries[^1].Position;

        foreach (var entry in entries)
            Check.Entries([entry], await session.Store.ReadStateAsync(session.Key, head, entry.Subject), $"the state under {entry.Subject}");
        foreach (var unknown in new[] { "col", "COLOR", "color ", "_", "never" })
            Check.Equal(0, (await session.Store.ReadStateAsync(session.Key, head, unknown)).Count, $"the number of writes of the key {unknown}, which was never written");
    }

    private static async Task A_removal_and_a_null_are_writes_too(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.AddAsync(SessionUnderTest.State("gone", 1), SessionUnderTest.State("nothing", 1));
        var written = await session.AddAsync(new StateBody("gone") { Removed = true }, new StateBody("nothing") { Value = System.Text.Json.JsonElement.Parse("null") });

        var state = await session.Store.ReadStateAsync(session.Key, new Position(4));

        Check.Entries(written, state, "the state after a removal and a write of null");
        Check.Entries([written[0]], await session.Store.ReadStateAsync(session.Key, new Position(4), "gone"), "the state under a key that was removed");
    }

    private static async Task An_undo_brings_back_what_was_before(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var entries = await session.AddAsync(SessionUnderTest.State("color", 1), SessionUnderTest.State("color", 2), SessionUnderTest.State("size", 1));

        await session.MoveHeadAsync(new Position(1));
        var undone = await session.RecordAsync();
        var added = await session.AddAsync(SessionUnderTest.Text("on"));

        Check.Entries([entries[0]], await session.Store.ReadStateAsync(session.Key, undone.Head), "the state after an undo");
        Check.Entries([entries[0]], await session.Store.ReadStateAsync(session.Key, added[0].Position), "the state of the segment that begins there");
        Check.Entries([entries[1], entries[2]], await session.Store.ReadStateAsync(session.Key, new Position(3)), "the state where the head was before");
    }

    private static async Task A_fork_carries_state_along_and_goes_its_own_way(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var main = await session.AddAsync(SessionUnderTest.State("color", 1), SessionUnderTest.State("size", 1));
        await session.ForkAsync("side", new Position(2));
        var side = await session.AddAsync(SessionUnderTest.State("size", 2));
        await session.SwitchAsync(BranchHead.Main);
        var more = await session.AddAsync(SessionUnderTest.State("color", 3));

        Check.Entries([main[0], side[0]], await session.Store.ReadStateAsync(session.Key, side[0].Position), "the state of the fork");
        Check.Entries([more[0], main[1]], await session.Store.ReadStateAsync(session.Key, more[0].Position), "the state of main");
    }

    private static async Task Every_entry_has_the_state_of_its_line(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var random = new Random(20260102);
        for (var i = 0; i < 25; i++)
        {
            await session.AddAsync(SessionUnderTest.State($"key {random.Next(4)}", i), SessionUnderTest.Text("text"), SessionUnderTest.State($"key {random.Next(4)}", -i));
            if (random.Next(3) == 0)
                await session.MoveHeadAsync(new Position(random.NextInt64((await session.RecordAsync()).Tip.Value + 1)));
        }

        var log = await session.LogAsync();
        foreach (var entry in log)
        {
            var newest = new SortedDictionary<string, Entry>(StringComparer.Ordinal);
            for (var at = entry; at is not null; at = at.Parent.IsStart ? null : log[(int)at.Parent.Value - 1])
            {
                if (at.Kind == EntryKind.State)
                    newest.TryAdd(at.Subject!, at);
            }

            Check.Entries(newest.Values, await session.Store.ReadStateAsync(session.Key, entry.Position), $"the state at {entry.Position}");
            foreach (var (stateKey, write) in newest)
                Check.Entries([write], await session.Store.ReadStateAsync(session.Key, entry.Position, stateKey), $"the state under {stateKey} at {entry.Position}");
        }
    }

    private static async Task Keys_are_told_apart_and_ordered_byte_by_byte(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        string[] ordered = [" a", "%", "'", "::", "A", "a", "a ", "a/b", "aa", "e\u0301", "\u00C9", "\u00E9", "\u200Fa", "\u5B57", "\uFF5E", "\U0001F600"];
        var written = await session.AddAsync([.. ordered.Reverse().Select((key, index) => SessionUnderTest.State(key, index))]);

        var state = await session.Store.ReadStateAsync(session.Key, written[^1].Position);

        Check.Sequence(ordered.Select(Rendering.Of), state.Select(entry => Rendering.Of(entry.Subject)), "the keys, ordered byte by byte,");
    }

    private static async Task State_belongs_to_its_session(StoreCaseContext context)
    {
        var (one, two) = (await context.NewSessionAsync(), await context.NewSessionAsync());
        await one.AddAsync(SessionUnderTest.State("color", 1), SessionUnderTest.State("size", 1));
        var other = await two.AddAsync(SessionUnderTest.Text("text"), SessionUnderTest.State("color", 2));

        Check.Entries([other[1]], await two.Store.ReadStateAsync(two.Key, new Position(2)), "the state of the second session");
    }

    private static async Task Only_state_writes_are_state(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.AddAsync(new LifecycleBody(Closed: true), SessionUnderTest.Text("text"), new TurnEndBody { Status = TurnStatus.Completed });

        Check.Equal(0, (await session.Store.ReadStateAsync(session.Key, new Position(3))).Count, "the number of state keys of a log without state writes");
    }
}
