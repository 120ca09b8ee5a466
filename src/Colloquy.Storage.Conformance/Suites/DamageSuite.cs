using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>An entry that cannot be read takes nothing else down: every reader passes over it, says so in its result, and the session can be used.</summary>
public sealed class DamageSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Every_entry_can_be_damaged_in_any_way_and_all_others_are_read),
        Case(A_session_with_a_damaged_entry_can_be_used),
        Case(A_session_with_a_damaged_entry_is_exported_and_comes_back_with_its_mark),
        Case(State_that_cannot_be_read_is_told_and_written_again),
        Case(Content_that_is_missing_takes_its_message_not_down),
        Case(A_model_call_is_explained_as_far_as_it_can_be_read),
        Case(Calls_that_cannot_be_read_are_counted_as_such),
    ];

    private static async Task Every_entry_can_be_damaged_in_any_way_and_all_others_are_read(StoreCaseContext context)
    {
        var (session, entries) = await MakeAsync(context);
        foreach (var entry in entries)
        {
            foreach (var damage in Enum.GetValues<Damage>())
            {
                var what = $"a session whose {entry.Kind} at {entry.Position} is damaged ({damage})";
                var store = new DamagedStore(context.Store, session.Key, entry.Position, damage);
                await ReadAllAsync(context, store, session.Key, entry, what, isMissing: damage == Damage.RowIsMissing);
            }
        }
    }

    private static async Task ReadAllAsync(StoreCaseContext context, ISessionStore store, SessionKey key, Entry damaged, string what, bool isMissing)
    {
        try
        {
            var session = (await store.FindAsync(key, Options(context)))!;
            var isMessage = damaged.Kind == EntryKind.Message;
            var texts = (await session.GetItemsAsync()).Select(item => (item.Position, item.Unreadable)).ToList();
            var expected = (await (await context.Store.FindAsync(key))!.GetItemsAsync()).Select(item => item.Position).ToList();

            // A row that is lost may have been the first of its segment: what is behind it is lost with it, and no more.
            if (!isMissing)
                Check.Sequence(expected, texts.Select(item => item.Position), $"the messages of {what}");
            if (isMessage && expected.Contains(damaged.Position))
                Check.Equal(damaged.Position, Check.Single(texts.Where(item => item.Unreadable is not null), $"the marked messages of {what}").Position, $"the marked message of {what}");
            if (!isMissing)
                Check.Sequence(texts, await session.ReadItemsAsync().Select(item => (item.Position, item.Unreadable)).ToListAsync(), $"the messages of {what}, read forth");

            var events = await session.ReadEventsAsync().ToListAsync();
            Check.Sequence(Enumerable.Range(1, (int)session.Record.Tip.Value), events.Select(found => (int)found.Position.Value), $"the events of {what}");
            Check.Equal(damaged.Position, Check.Single(events.Where(found => found.Unreadable is not null), $"the marked events of {what}").Position, $"the marked event of {what}");
            await session.Turns.ReadAsync().CountAsync();
            await session.Branches.ListAsync();
            await session.Branches.GetHeadHistoryAsync().CountAsync();
            await session.State.ListAsync();
            await session.State.GetChangesAsync(StateVersion.None);
            await session.Usage.GetAsync(UsageBy.Turn, prices: PriceTable.Empty);
            await session.Approvals.ListAsync();
            var window = await session.Window.PreviewAsync();
            if (isMessage && expected.Contains(damaged.Position))
                Check.That(window.Notes.Any(note => note.Contains($"position {damaged.Position} ", StringComparison.Ordinal)), $"Expected the window of {what} to say so.");
            EchoingModel.EnsureBalanced(window.Messages);
            using var transcript = new MemoryStream();
            await session.Documents.WriteTranscriptAsync(transcript);
            if (!isMissing)
                Check.Equal(isMessage && expected.Contains(damaged.Position), Encoding.UTF8.GetString(transcript.ToArray()).Contains("\"unreadable\":", StringComparison.Ordinal), $"whether the transcript of {what} has a mark");
            var found = await session.SearchAsync("hello");
            if (!isMissing)
                Check.Equal(isMessage && expected.Contains(damaged.Position), found.Unreadable.Any(entry => entry.Position == damaged.Position), $"whether a search of {what} has a mark");
            await store.SearchAsync("hello", key.Owner);
            await session.RebuildSearchAsync();
        }
        catch (Exception e) when (e is not ConformanceException)
        {
            throw new ConformanceException($"Expected {what} to be readable, but it threw {e.GetType().Name}: {e.Message}", e);
        }
    }

    private static async Task A_session_with_a_damaged_entry_can_be_used(StoreCaseContext context)
    {
        var (made, entries) = await MakeAsync(context);
        using var document = new MemoryStream();
        await made.Documents.ExportAsync(document);
        foreach (var entry in entries)
        {
            foreach (var damage in Enum.GetValues<Damage>())
            {
                document.Position = 0;
                var key = context.NewKey();
                await context.Store.ImportAsync(document, new ImportOptions { Key = key, Session = Options(context) });
                var store = new DamagedStore(context.Store, key, entry.Position, damage);
                try
                {
                    var session = (await store.FindAsync(key, Options(context)))!;
                    await session.AddAsync(new ChatMessage(ChatRole.User, "It goes on."));
                    await new Agent(new EchoingModel()) { Tools = [EchoingModel.Look] }.RunAsync("Take the tool", session);
                    await session.State.SetAsync("after", 1);
                    var fork = await session.Branches.ForkAsync("fork");
                    await fork.AddAsync(new ChatMessage(ChatRole.User, "On the fork."));
                    await session.UndoTurnAsync();
                    await session.PopAsync();
                    await session.RedoAsync();
                    await session.AddAsync(new ChatMessage(ChatRole.User, "The last."));

                    Check.Equal("The last.", (await session.GetItemsAsync(1))[0].Text, "the newest message");
                    Check.Equal("On the fork.", (await fork.GetItemsAsync(1))[0].Text, "the newest message of the fork");
                    await session.CloseAsync();
                    await session.ReopenAsync();
                }
                catch (Exception e) when (e is not ConformanceException)
                {
                    throw new ConformanceException($"Expected a session whose {entry.Kind} at {entry.Position} is damaged ({damage}) to be usable, but it threw {e.GetType().Name}: {e.Message}", e);
                }
            }
        }
    }

    private static async Task A_session_with_a_damaged_entry_is_exported_and_comes_back_with_its_mark(StoreCaseContext context)
    {
        var (session, entries) = await MakeAsync(context);
        foreach (var entry in entries)
        {
            foreach (var damage in Enum.GetValues<Damage>())
            {
                var what = $"a session whose {entry.Kind} at {entry.Position} is damaged ({damage})";
                var store = new DamagedStore(context.Store, session.Key, entry.Position, damage);
                using var document = new MemoryStream();
                await (await store.FindAsync(session.Key, Options(context)))!.Documents.ExportAsync(document);
                document.Position = 0;
                await using var other = new InMemorySessionStore(context.Clock);

                var copy = await other.ImportAsync(document, new ImportOptions { Session = Options(context) });

                var events = await copy.ReadEventsAsync().ToListAsync();
                Check.Equal(entry.Position, Check.Single(events.Where(found => found.Unreadable is not null), $"the marked events of the copy of {what}").Position, $"the mark of the copy of {what}");
                Check.Equal(entries.Count, events.Count, $"the entries of the copy of {what}");
                await copy.AddAsync(new ChatMessage(ChatRole.User, "It goes on."));
            }
        }
    }

    private static async Task State_that_cannot_be_read_is_told_and_written_again(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey(), Options(context));
        await session.State.SetAsync("good", 1);
        await session.State.SetAsync("bad", 2);
        foreach (var damage in Enum.GetValues<Damage>().Where(damage => damage != Damage.RowIsMissing))
        {
            var damaged = (await new DamagedStore(context.Store, session.Key, new Position(2), damage).FindAsync(session.Key, Options(context)))!;

            var all = await damaged.State.ListAsync();

            Check.Sequence(["bad", "good"], all.Select(entry => entry.Key), "the keys of state");
            Check.Sequence([true, false], all.Select(entry => entry.Unreadable is not null), "the marks of state");
            await Check.Throws<CorruptDataException>(() => damaged.State.GetAsync<int>("bad"), "reading a value that is damaged");
            Check.Equal(1, await damaged.State.GetAsync<int>("good"), "the value beside it");
        }

        var again = (await new DamagedStore(context.Store, session.Key, new Position(2), Damage.ChecksumFails).FindAsync(session.Key, Options(context)))!;
        await again.State.SetAsync("bad", 3);
        Check.Equal(3, await again.State.GetAsync<int>("bad"), "the value that was written again");
    }

    private static async Task Content_that_is_missing_takes_its_message_not_down(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey(), Options(context));
        await session.AddAsync(new ChatMessage(ChatRole.User, [new TextContent("Look at this."), new DataContent(new byte[100_000], "image/png")]));
        var damaged = (await new WithoutContent(context.Store).FindAsync(session.Key, Options(context)))!;
        using var document = new MemoryStream();

        var item = Check.Single(await damaged.GetItemsAsync(), "the messages");
        await damaged.Documents.ExportAsync(document);

        Check.Equal(("Look at this.", 1, true), (item.Text, item.Message.Contents.Count, item.Unreadable is not null), "the message, its contents and its mark");
        Check.Equal("Look at this.", Check.Single((await damaged.Window.PreviewAsync()).Messages, "the window").Text, "what a model is shown");
        Check.That(Encoding.UTF8.GetString(document.ToArray()).Contains("\"unreadable\":", StringComparison.Ordinal), "Expected the document to say what is missing.");
    }

    private static async Task A_model_call_is_explained_as_far_as_it_can_be_read(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey(), Options(context));
        var agent = new Agent(new EchoingModel()) { Instructions = "Be brief.", Tools = [EchoingModel.Look] };
        await agent.RunAsync("hello", session);
        await agent.RunAsync("Take the tool", session);
        var answer = (await session.GetItemsAsync(1))[0].Position;
        var whole = await session.Window.ExplainAsync(answer);
        Check.Equal(("Be brief.", true, 0), (whole.Instructions, whole.Tools is not null, whole.Missing.Count), "what a whole call is explained with");

        var bare = await (await new WithoutContent(context.Store).FindAsync(session.Key, Options(context)))!.Window.ExplainAsync(answer);
        var spoilt = await (await new WithoutContent(context.Store, other: "{"u8.ToArray()).FindAsync(session.Key, Options(context)))!.Window.ExplainAsync(answer);
        foreach (var told in (Explanation[])[bare, spoilt])
        {
            Check.Equal(((string?)null, false), (told.Instructions, told.Tools is not null), "instructions and tools that are lost");
            Check.Equal(2, told.Missing.Count, "how much is said to be missing");
            Check.Sequence(whole.Messages.Select(message => message.Text), told.Messages.Select(message => message.Text), "the messages of a call whose instructions are lost");
        }

        foreach (var item in (await session.GetItemsAsync()).Where(item => item.Position < whole.Position))
        {
            foreach (var damage in Enum.GetValues<Damage>())
            {
                var told = await (await new DamagedStore(context.Store, session.Key, item.Position, damage).FindAsync(session.Key, Options(context)))!.Window.ExplainAsync(answer);
                Check.That(told.Missing.Any(missing => missing.Contains($"position {item.Position} ", StringComparison.Ordinal)), $"Expected the explanation of a call that was shown a damaged message at {item.Position} ({damage}) to say so.");
                Check.Equal("Be brief.", told.Instructions, $"the instructions of a call that was shown a damaged message at {item.Position} ({damage})");
                EchoingModel.EnsureBalanced(told.Messages);
            }
        }
    }

    private static async Task Calls_that_cannot_be_read_are_counted_as_such(StoreCaseContext context)
    {
        var (session, entries) = await MakeAsync(context);
        var calls = entries.Where(entry => entry.Kind == EntryKind.ModelCall).ToList();
        foreach (var call in calls)
        {
            foreach (var damage in Enum.GetValues<Damage>().Where(damage => damage is not Damage.RowIsMissing))
            {
                // Seen through it, the store has no ledger, and the logs are read.
                var store = new DamagedStore(context.Store, session.Key, call.Position, damage);
                var usage = (await store.OpenAsync(session.Key)).Usage;
                foreach (var totals in (UsageTotals[])[await usage.GetAsync(), await store.GetUsageAsync(session.Key.Owner)])
                    Check.Equal((calls.Count - 1L, 1L), (totals.Calls, totals.UnreadableCalls), $"the calls that can and cannot be read of a session whose call at {call.Position} is damaged ({damage})");
                foreach (var by in (UsageBy[])[UsageBy.Turn, UsageBy.Session, UsageBy.Model, UsageBy.Agent, UsageBy.Tool, UsageBy.Day])
                    Check.Equal(1L, (await usage.GetAsync(by)).Sum(group => group.Totals.UnreadableCalls), $"the calls that cannot be read, by {by}");
            }
        }
    }

    /// <summary>A session of every kind of entry: added and run turns, tools, state, a summary of nothing, branches, moves.</summary>
    internal static async Task<(Session Session, IReadOnlyList<Entry> Entries)> MakeAsync(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey(), Options(context));
        await session.AddAsync([new ChatMessage(ChatRole.User, "hello"), new ChatMessage(ChatRole.Assistant, "hello to you")]);
        await session.State.SetAsync("language", "en");
        await new Agent(new EchoingModel()) { Tools = [EchoingModel.Look] }.RunAsync("Take the tool", session);
        await session.AddAsync(new ChatMessage(ChatRole.User, "undone"));
        await session.UndoTurnAsync();
        await session.Branches.ForkAsync("hiring");
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello again"));
        return (session, await new SessionUnderTest(context.Store, session.Key, context.Clock).LogAsync());
    }

    private static OpenSessionOptions Options(StoreCaseContext context) => new() { TimeProvider = context.Clock };

    private sealed class WithoutContent(ISessionStore store, byte[]? other = null) : DelegatingSessionStore(store)
    {
        public override ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => new(other is null ? null : new Blob(hash, other));
    }
}
