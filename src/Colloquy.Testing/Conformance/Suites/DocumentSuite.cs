using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy.Testing;

/// <summary>A session that is written as a document and read back, in this store or another, shows the same on every branch; what is there already is left alone, and a document that is not whole leaves nothing.</summary>
/// <param name="seeds">The seeds of random sessions; new ones in every run when null.</param>
public sealed class DocumentSuite(IReadOnlyList<int>? seeds) : StoreSuite
{
    /// <summary>Creates the suite with new seeds in every run.</summary>
    public DocumentSuite()
        : this(null)
    {
    }

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Random_sessions_come_back_the_same_in_another_store),
        Case(Random_sessions_come_back_the_same_from_another_store),
        Case(A_session_that_takes_several_commits_comes_back_the_same),
        Case(A_session_comes_back_the_same_under_another_key_and_user),
        Case(An_empty_session_comes_back_with_its_title),
        Case(A_session_that_is_there_is_left_alone),
        Case(A_document_that_is_not_whole_leaves_nothing),
        Case(What_an_import_left_unfinished_is_gone_on_with),
        Case(A_copy_beside_its_session_spends_nothing_again, StoreTraits.Usage),
        Case(A_deleted_session_that_is_restored_has_what_it_spent, StoreTraits.Usage),
        Case(Usage_that_no_log_holds_comes_along, StoreTraits.Usage),
    ];

    private async Task Random_sessions_come_back_the_same_in_another_store(StoreCaseContext context)
    {
        foreach (var seed in Seeds(4))
        {
            var key = context.NewKey();
            await new HistorySteps(context.Store, key, context.Clock, seed).RunAsync(25);
            await using var other = new InMemorySessionStore(context.Clock);

            await ImportAsync(context, other, await ExportAsync(context.Store, key));

            Check.Sequence(await SessionView.OfAsync(context.Store, key), await SessionView.OfAsync(other, key), $"the session of seed {seed} in another store");
        }
    }

    private async Task Random_sessions_come_back_the_same_from_another_store(StoreCaseContext context)
    {
        foreach (var seed in Seeds(4))
        {
            var key = context.NewKey();
            await using var other = new InMemorySessionStore(context.Clock);
            await new HistorySteps(other, key, context.Clock, seed).RunAsync(25);
            var document = await ExportAsync(other, key);

            await ImportAsync(context, context.Store, document);

            Check.Sequence(await SessionView.OfAsync(other, key), await SessionView.OfAsync(context.Store, key), $"the session of seed {seed} from another store");
            Check.Sequence(Lines(document)[1..^1], Lines(await ExportAsync(context.Store, key))[1..^1], $"the lines of the next document of the session of seed {seed}");
        }
    }

    private static async Task A_session_that_takes_several_commits_comes_back_the_same(StoreCaseContext context)
    {
        var session = await MakeLongAsync(context);
        var document = await ExportAsync(context.Store, session.Key);
        var before = await SessionView.OfAsync(context.Store, session.Key);
        await context.Store.DeleteAsync(session.Key);

        await ImportAsync(context, context.Store, document);

        Check.Sequence(before, await SessionView.OfAsync(context.Store, session.Key), "the session");
        await (await context.Store.OpenAsync(session.Key, new SessionOptions { Time = context.Clock })).AddAsync(new ChatMessage(ChatRole.User, "It goes on."));
    }

    private static async Task A_session_comes_back_the_same_under_another_key_and_user(StoreCaseContext context)
    {
        var session = await MakeLongAsync(context);
        var copy = new SessionKey("copy", "bob", "elsewhere");

        await ImportAsync(context, context.Store, await ExportAsync(context.Store, session.Key), copy);

        Check.Sequence(await SessionView.OfAsync(context.Store, session.Key, withUsage: false), await SessionView.OfAsync(context.Store, copy, withUsage: false), "the copy");
        var chain = EntryHash.Seed(copy);
        foreach (var entry in await new SessionUnderTest(context.Store, copy, context.Clock).LogAsync())
        {
            entry.Verify(copy, chain);
            chain = entry.Chain;
        }
    }

    private static async Task An_empty_session_comes_back_with_its_title(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey());
        await session.SetTitleAsync("Nothing yet");
        var document = await ExportAsync(context.Store, session.Key);
        await context.Store.DeleteAsync(session.Key);

        await ImportAsync(context, context.Store, document);

        var record = await context.Store.GetAsync(session.Key);
        Check.Equal(("Nothing yet", Position.Start, 0), (record?.Details.Title, record?.Tip ?? default, record?.Details.Metadata.Count), "title, tip and metadata");
    }

    private static async Task A_session_that_is_there_is_left_alone(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one");
        var document = await ExportAsync(context.Store, session.Key);
        await session.SayAsync("two");
        var before = await session.SnapshotAsync();

        await Check.Throws<SessionExistsException>(() => ImportAsync(context, context.Store, document), "an import under the key of a session that is there");

        Check.Sequence(before, await session.SnapshotAsync(), "the session");
    }

    private static async Task A_document_that_is_not_whole_leaves_nothing(StoreCaseContext context)
    {
        var session = await MakeLongAsync(context);
        var document = await ExportAsync(context.Store, session.Key);
        var lines = Lines(document);
        var changed = Array.FindIndex(lines, line => line.Contains("message 1050", StringComparison.Ordinal));
        lines[changed] = lines[changed].Replace("message 1050", "massage 1050", StringComparison.Ordinal);
        var key = context.NewKey();

        foreach (var broken in new[] { document[..(document.Length / 2)], document[..^10], Encoding.UTF8.GetBytes(string.Join('\n', lines)) })
            await Check.Throws<SessionDocumentException>(() => ImportAsync(context, context.Store, broken, key), "the import of a document that is not whole");

        Check.That(await context.Store.GetAsync(key) is null, "A session is there, though its document was not whole.");
    }

    private static async Task What_an_import_left_unfinished_is_gone_on_with(StoreCaseContext context)
    {
        var session = await MakeLongAsync(context);
        var document = await ExportAsync(context.Store, session.Key);
        var expected = await SessionView.OfAsync(context.Store, session.Key, withUsage: false);
        for (var writes = 0; ; writes++)
        {
            var (key, dying) = (context.NewKey(), new DyingHandle(context.Store, writes));
            try
            {
                await ImportAsync(context, dying, document, key);
                Check.That(writes >= 8, $"An import of several commits made {writes} writes only.");
                return;
            }
            catch (ConformanceException) when (dying.IsDead)
            {
                context.Clock.Advance(TimeSpan.FromMinutes(1));
                await EnsureNothingIsSeenAsync(context.Store, key, expected);
            }

            await ImportAsync(context, context.Store, document, key);

            Check.Sequence(expected, await SessionView.OfAsync(context.Store, key, withUsage: false), $"the session whose import died at write {writes}, and was made again");
        }
    }

    /// <summary>An import whose process died has left nothing, an empty session that is closed, or the whole.</summary>
    private static async Task EnsureNothingIsSeenAsync(ISessionStore store, SessionKey key, IReadOnlyList<string> whole)
    {
        if (await store.FindAsync(key) is not { } found || found.Record.Tip.IsStart)
            return;

        if (found.Record.Activity == SessionActivity.Closed)
        {
            Check.Equal(0, (await found.GetItemsAsync()).Count + (await found.State.ListAsync()).Count, "what is seen of a session that is being imported");
            await Check.Throws<SessionClosedException>(() => found.AddAsync(new ChatMessage(ChatRole.User, "hello")), "writing to a session that is being imported");
        }
        else
        {
            Check.Sequence(whole.Skip(1), (await SessionView.OfAsync(store, key, withUsage: false)).Skip(1), "the session after the last commit of its import");
        }
    }

    private static async Task A_copy_beside_its_session_spends_nothing_again(StoreCaseContext context)
    {
        var spender = new Spender(await context.NewSessionAsync(), context.Clock);
        await spender.SpendAsync("a", Spender.Call(1, cost: 0.5m));
        var document = await ExportAsync(context.Store, spender.Session.Key);
        var (copy, bobs) = (context.NewKey(), context.NewKey("bob"));

        await ImportAsync(context, context.Store, document, copy);
        await ImportAsync(context, context.Store, document, bobs);

        await spender.EnsureAsync(new UsageQuery("alice"), UsageBy.Session, $"{spender.Session.Key.Id}: 1 100/40/10/4/110 $0.5");
        await spender.EnsureAsync(UsageQuery.Of(copy), UsageBy.None);
        await spender.EnsureAsync(new UsageQuery("bob"), UsageBy.None);
    }

    private static async Task A_deleted_session_that_is_restored_has_what_it_spent(StoreCaseContext context)
    {
        var spender = new Spender(await context.NewSessionAsync(), context.Clock);
        await spender.SpendAsync("a", Spender.Call(1, cost: 0.5m), Spender.Call(2));
        var document = await ExportAsync(context.Store, spender.Session.Key);
        await context.Store.DeleteAsync(spender.Session.Key);

        await ImportAsync(context, context.Store, document);

        await spender.EnsureAsync(UsageBy.None, "-: 2 300/120/30/12/330 $0.5 unpriced 1");
        await spender.EnsureAsync(new UsageQuery("alice"), UsageBy.Session, $"{spender.Session.Key.Id}: 2 300/120/30/12/330 $0.5 unpriced 1");
    }

    private static async Task Usage_that_no_log_holds_comes_along(StoreCaseContext context)
    {
        var spender = new Spender(await context.NewSessionAsync(), context.Clock);
        await spender.SpendAsync("a", Spender.Call(1, cost: 0.5m));
        var lost = await spender.DraftAsync("b", Spender.Call(2, called: ["find", "find"]));
        await ((IUsageLedger)context.Store).RecordAsync(spender.Session.Key, [lost.Usage[0].Unlogged(turnIsKept: false)]);
        var document = await ExportAsync(context.Store, spender.Session.Key);
        var before = await SessionView.OfAsync(context.Store, spender.Session.Key);
        await using var other = new InMemorySessionStore(context.Clock);

        await ImportAsync(context, other, document);
        await context.Store.DeleteAsync(spender.Session.Key);
        await ImportAsync(context, context.Store, document);

        Check.Sequence(before, await SessionView.OfAsync(other, spender.Session.Key), "the session in another store");
        Check.Sequence(before, await SessionView.OfAsync(context.Store, spender.Session.Key), "the session");
    }

    /// <summary>A session with more entries than one commit takes, content beside its log, state, usage, and branches of which one was deleted.</summary>
    private static async Task<Session> MakeLongAsync(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey(), new SessionOptions { Time = context.Clock });
        var picture = new DataContent(new byte[100_000], "image/png");
        await session.AddAsync([.. Enumerable.Range(1, 1_100).Select(number => new ChatMessage(ChatRole.User, $"message {number}")), new ChatMessage(ChatRole.User, [picture])]);
        await session.State.SetAsync("language", "en");
        await new Agent(new EchoingModel()) { Tools = [EchoingModel.Look] }.RunAsync("Take the tool", session);
        var europe = await session.ForkAfterTurnAsync(7, "europe");
        await europe.AddAsync(new ChatMessage(ChatRole.Assistant, "On Europe."));
        await session.ForkAsync("gone");
        await session.DeleteBranchAsync("gone");
        await session.UndoTurnAsync();
        await session.SetTitleAsync("Long");
        await session.SetMetadataAsync("project", "x");
        await session.SwitchToAsync("europe");
        return session;
    }

    private static Task<Session> ImportAsync(StoreCaseContext context, ISessionStore store, byte[] document, SessionKey? key = null) =>
        store.ImportAsync(new MemoryStream(document), new ImportOptions { Key = key, Session = new SessionOptions { Time = context.Clock } });

    private static async Task<byte[]> ExportAsync(ISessionStore store, SessionKey key)
    {
        using var stream = new MemoryStream();
        await (await store.FindAsync(key) ?? throw new ConformanceException($"Session {key} is not there.")).ExportAsync(stream);
        return stream.ToArray();
    }

    private static string[] Lines(byte[] document) => Encoding.UTF8.GetString(document).TrimEnd('\n').Split('\n');

    private IEnumerable<int> Seeds(int count) => seeds ?? RandomSeed.Take(count);
}
