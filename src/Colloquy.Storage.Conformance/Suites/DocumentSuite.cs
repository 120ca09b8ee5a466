using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

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
        Case(A_session_comes_back_with_its_times_and_its_document_byte_for_byte),
        Case(A_policy_binds_the_session_that_comes_back, StoreTraits.Retention),
        Case(Nobody_sees_an_import_half_way),
        Case(A_cancel_at_any_moment_leaves_nothing_or_everything),
        Case(An_import_whose_process_dies_leaves_nothing_or_everything),
        Case(An_image_of_a_session_that_cannot_be_is_refused),
        Case(A_copy_beside_its_session_spends_nothing_again, StoreTraits.Usage),
        Case(A_deleted_session_that_is_restored_has_what_it_spent, StoreTraits.Usage),
        Case(Usage_that_no_log_holds_comes_along, StoreTraits.Usage),
    ];

    private async Task Random_sessions_come_back_the_same_in_another_store(StoreCaseContext context)
    {
        foreach (var seed in Seeds(context, 4))
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
        foreach (var seed in Seeds(context, 4))
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
        await (await context.Store.OpenAsync(session.Key, new OpenSessionOptions { TimeProvider = context.Clock })).AddAsync(new ChatMessage(ChatRole.User, "It goes on."));
    }

    private static async Task A_session_comes_back_the_same_under_another_key_and_user(StoreCaseContext context)
    {
        var session = await MakeLongAsync(context);
        var copy = new SessionKey("copy", "ben", "elsewhere");

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

    private static async Task A_session_comes_back_with_its_times_and_its_document_byte_for_byte(StoreCaseContext context)
    {
        var session = await MakeLongAsync(context);
        var before = await session.RefreshAsync();
        var document = await ExportAsync(context.Store, session.Key);
        await context.Store.DeleteAsync(session.Key);
        context.Clock.Advance(TimeSpan.FromDays(3));

        await ImportAsync(context, context.Store, document);
        await ImportAsync(context, context.Store, document, new SessionKey("copy", "ben", "elsewhere"));

        var (after, copy) = (await context.Store.GetAsync(session.Key), await context.Store.GetAsync(new SessionKey("copy", "ben", "elsewhere")));
        Check.Equal((before.CreatedAt, before.UpdatedAt, before.Pruned, before.Bytes), (after!.CreatedAt, after.UpdatedAt, after.Pruned, after.Bytes), "times, pruning and size");
        Check.Equal((before.CreatedAt, before.UpdatedAt), (copy!.CreatedAt, copy.UpdatedAt), "the times of a copy under another key");
        Check.Sequence(Lines(document), Lines(await ExportAsync(context.Store, session.Key)), "the document of the session that came back");
    }

    private static async Task A_policy_binds_the_session_that_comes_back(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey(), new OpenSessionOptions { TimeProvider = context.Clock });
        await session.AddAsync(new ChatMessage(ChatRole.User, "This must stay."));
        var policy = new RetentionPolicy { Ttl = TimeSpan.FromDays(30), Immutable = true };
        await context.Store.Require<IRetention>().SetRetentionAsync(session.Key, policy);
        var document = await ExportAsync(context.Store, session.Key);
        var (copy, updatedAt) = (context.NewKey(), (await session.RefreshAsync()).UpdatedAt);
        context.Clock.Advance(TimeSpan.FromDays(20));

        await ImportAsync(context, context.Store, document, copy);

        var record = await context.Store.GetAsync(copy);
        Check.Equal((policy, updatedAt), (record?.Retention, record?.UpdatedAt ?? default), "policy and time of the last commit");
        await Check.Throws<SessionImmutableException>(async () => await context.Store.DeleteAsync(copy), "deleting an immutable session that was imported");
        Check.That((await context.Store.Require<IRetention>().ListRetainedAsync(SessionSelection.All)).Sessions.Any(found => found.Key == copy), "Expected the imported session among those with a policy.");
        context.Clock.Advance(TimeSpan.FromDays(11));
        Check.That(await context.Store.Require<IRetention>().DeleteExpiredAsync(copy), "Expected the time of the imported session to have passed with that of the one it came from.");
    }

    private static async Task Nobody_sees_an_import_half_way(StoreCaseContext context)
    {
        var session = await MakeLongAsync(context);
        var (document, tip) = (await ExportAsync(context.Store, session.Key), (await session.RefreshAsync()).Tip);
        var (key, other) = (context.NewKey("carol"), await context.OpenAnotherAsync());
        using var done = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            for (var looks = 0; !done.IsCancellationRequested || looks == 0; looks++)
            {
                foreach (var record in (await other.ListAsync(new SessionOwner("carol"), new SessionQuery())).Sessions.Append(await other.GetAsync(key)).OfType<SessionRecord>())
                    Check.Equal((tip, "hiring", "Long"), (record.Tip, record.Branch, record.Details.Title), "what a listing shows of a session that is being imported");
            }
        });

        await ImportAsync(context, context.Store, document, key);
        await done.CancelAsync();

        await watching;
    }

    private static async Task A_cancel_at_any_moment_leaves_nothing_or_everything(StoreCaseContext context)
    {
        var session = await MakeLongAsync(context);
        var document = await ExportAsync(context.Store, session.Key);
        var expected = await SessionView.OfAsync(context.Store, session.Key, withUsage: false);
        for (var report = 1; ; report++)
        {
            using var cancel = new CancellationTokenSource();
            var (key, reports) = (context.NewKey(), 0);
            var options = new ImportOptions { Key = key, Session = new OpenSessionOptions { TimeProvider = context.Clock }, Progress = new Told(_ => { if (++reports == report) cancel.Cancel(); }) };
            try
            {
                await context.Store.ImportAsync(new MemoryStream(document), options, cancel.Token);
            }
            catch (OperationCanceledException)
            {
                Check.That(await context.Store.GetAsync(key) is null, $"A session is there, though its import was cancelled at report {report}.");
                continue;
            }

            Check.Sequence(expected, await SessionView.OfAsync(context.Store, key, withUsage: false), $"the session whose import was told to cancel at report {report}");
            if (reports < report)
                return;
        }
    }

    private static async Task An_import_whose_process_dies_leaves_nothing_or_everything(StoreCaseContext context)
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
            }
            catch (ConformanceException) when (dying.IsDead)
            {
                if (await context.Store.FindAsync(key) is null)
                    continue;
            }

            Check.Sequence(expected, await SessionView.OfAsync(context.Store, key, withUsage: false), $"the session whose import had {writes} writes to live");
            if (!dying.IsDead)
                return;
        }
    }

    private static async Task An_image_of_a_session_that_cannot_be_is_refused(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one", "two");
        var (key, at) = (context.NewKey(), context.Clock.GetUtcNow());
        var entries = await session.LogAsync();
        var facts = new SessionFacts { CreatedAt = at, UpdatedAt = at, Branches = [new BranchHead(BranchHead.Main, new Position(2))], Branch = BranchHead.Main };
        var good = new SessionPart { Entries = entries, Facts = facts };
        SessionPart[] bad =
        [
            good with { Entries = [entries[1]] },
            good with { Facts = facts with { Branches = [] } },
            good with { Facts = facts with { Branch = "other" } },
            good with { Facts = facts with { Branches = [new BranchHead(BranchHead.Main, new Position(3))] } },
            good with { Facts = facts with { Branches = [.. facts.Branches, .. facts.Branches] } },
            good with { Facts = facts with { Branches = [new BranchHead(BranchHead.Main, null)] } },
            good with { Facts = facts with { Details = new SessionDetails { Title = "\ud800" } } },
        ];

        foreach (var image in bad)
            await Check.Throws<ArgumentException>(async () => await context.Store.RestoreAsync(key, image.ToParts()), "an image of a session that cannot be");
        Check.That(await context.Store.GetAsync(key) is null, "A session is there, though its image was refused.");
        Check.That(await context.Store.RestoreAsync(session.Key, good.ToParts()) is null, "Expected nothing to be made of an image under the key of a session that is there.");
        Check.Equal(new Position(2), (await context.Store.RestoreAsync(key, good.ToParts()))?.Tip, "the tip of a session that was made of an image");
    }

    private static async Task A_copy_beside_its_session_spends_nothing_again(StoreCaseContext context)
    {
        var spender = new Spender(await context.NewSessionAsync(), context.Clock);
        await spender.SpendAsync("a", Spender.Call(1, cost: 0.5m));
        var document = await ExportAsync(context.Store, spender.Session.Key);
        var (copy, bens) = (context.NewKey(), context.NewKey("ben"));

        await ImportAsync(context, context.Store, document, copy);
        await ImportAsync(context, context.Store, document, bens);

        await spender.EnsureAsync(new SessionOwner("ada"), UsageBy.Session, $"{spender.Session.Key.Id}: 1 100/40/10/4/110 $0.5");
        await spender.EnsureAsync(copy, new UsageQuery(), UsageBy.None);
        await spender.EnsureAsync(new SessionOwner("ben"), UsageBy.None);
    }

    private static async Task A_deleted_session_that_is_restored_has_what_it_spent(StoreCaseContext context)
    {
        var spender = new Spender(await context.NewSessionAsync(), context.Clock);
        await spender.SpendAsync("a", Spender.Call(1, cost: 0.5m), Spender.Call(2));
        var document = await ExportAsync(context.Store, spender.Session.Key);
        await context.Store.DeleteAsync(spender.Session.Key);

        await ImportAsync(context, context.Store, document);

        await spender.EnsureAsync(UsageBy.None, "-: 2 300/120/30/12/330 $0.5 unpriced 1");
        await spender.EnsureAsync(new SessionOwner("ada"), UsageBy.Session, $"{spender.Session.Key.Id}: 2 300/120/30/12/330 $0.5 unpriced 1");
    }

    private static async Task Usage_that_no_log_holds_comes_along(StoreCaseContext context)
    {
        var spender = new Spender(await context.NewSessionAsync(), context.Clock);
        await spender.SpendAsync("a", Spender.Call(1, cost: 0.5m));
        var lost = await spender.DraftAsync("b", Spender.Call(2, called: ["find", "find"]));
        await context.Store.Require<IUsageLedger>().RecordAsync(spender.Session.Key, [lost.Usage[0].Unlogged(turnIsKept: false)]);
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
        var session = await context.Store.OpenAsync(context.NewKey(), new OpenSessionOptions { TimeProvider = context.Clock });
        var picture = new DataContent(new byte[100_000], "image/png");
        await session.AddAsync([.. Enumerable.Range(1, 1_100).Select(number => new ChatMessage(ChatRole.User, $"message {number}")), new ChatMessage(ChatRole.User, [picture])]);
        await session.State.SetAsync("language", "en");
        await new Agent(new EchoingModel()) { Tools = [EchoingModel.Look] }.RunAsync("Take the tool", session);
        var hiring = await session.Branches.ForkAfterTurnAsync(7, "hiring");
        await hiring.AddAsync(new ChatMessage(ChatRole.Assistant, "On Hiring."));
        await session.Branches.ForkAsync("gone");
        await session.Branches.DeleteAsync("gone");
        await session.UndoTurnAsync();
        await session.SetTitleAsync("Long");
        await session.SetMetadataAsync("project", "x");
        await session.Branches.SwitchToAsync("hiring");
        return session;
    }

    private static Task<Session> ImportAsync(StoreCaseContext context, ISessionStore store, byte[] document, SessionKey? key = null) =>
        store.ImportAsync(new MemoryStream(document), new ImportOptions { Key = key, Session = new OpenSessionOptions { TimeProvider = context.Clock } });

    private static async Task<byte[]> ExportAsync(ISessionStore store, SessionKey key)
    {
        using var stream = new MemoryStream();
        await (await store.FindAsync(key) ?? throw new ConformanceException($"Session {key} is not there.")).Documents.ExportAsync(stream);
        var document = stream.ToArray();
        Check.That(document.AsSpan().IndexOf("\"unreadable\":"u8) < 0, "The document says that something of the session cannot be read.");
        return document;
    }

    private sealed class Told(Action<EntryProgress> told) : IProgress<EntryProgress>
    {
        public void Report(EntryProgress value) => told(value);
    }

    private static string[] Lines(byte[] document) => Encoding.UTF8.GetString(document).TrimEnd('\n').Split('\n');

    private IEnumerable<int> Seeds(StoreCaseContext context, int count) => seeds ?? context.Seeds(count);
}
