using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>Tests that whole sessions are copied out of a store and restored in another, with positions, salts, hashes, chain and receipts.</summary>
public sealed class CopySuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(A_copy_in_another_store_is_the_same_session_and_so_is_its_copy_back, StoreTraits.Copy),
        Case(A_commit_that_is_repeated_after_a_copy_returns_its_first_receipt, StoreTraits.Copy),
        Case(A_copy_shows_the_session_at_one_moment, StoreTraits.Copy),
        Case(A_session_that_is_not_there_is_not_copied, StoreTraits.Copy),
        Case(What_the_reading_of_parts_throws_is_thrown_and_leaves_nothing),
        Case(Parts_that_end_too_early_or_go_on_too_long_are_refused),
        Case(Other_sessions_are_written_while_parts_are_read),
    ];

    private static async Task A_copy_in_another_store_is_the_same_session_and_so_is_its_copy_back(StoreCaseContext context)
    {
        var session = await BuildAsync(context);
        var expected = await SessionView.OfAsync(context.Store, session.Key, withUsage: false);
        var log = await session.LogAsync();
        await using var elsewhere = new InMemorySessionStore(context.Clock);

        await elsewhere.RestoreAsync(session.Key, Copy(context, session.Key));
        var there = await SessionView.OfAsync(elsewhere, session.Key, withUsage: false);
        await context.Store.DeleteAsync(session.Key);
        await context.Store.RestoreAsync(session.Key, elsewhere.CopyAsync(session.Key));

        Check.Sequence(expected, there, "the session's copy");
        Check.Sequence(expected, await SessionView.OfAsync(context.Store, session.Key, withUsage: false), "the copy's copy");
        Check.Sequence(log.Select(Show), (await session.LogAsync()).Select(Show), "the log that came back");
        await session.SayAsync("and on");
        Check.Equal(log.Count + 1, (await session.LogAsync()).Count, "the entries after the next commit");
    }

    private static async Task A_commit_that_is_repeated_after_a_copy_returns_its_first_receipt(StoreCaseContext context)
    {
        foreach (var count in (int[])[3, 32, 40])
        {
            var session = await context.NewSessionAsync();
            var made = new List<(Commit Commit, CommitReceipt Receipt)>();
            while (made.Count < count)
                made.Add(await session.MakeAsync(made.Count));
            var whole = await SessionPart.CollectAsync(Copy(context, session.Key));
            await context.Store.DeleteAsync(session.Key);

            await context.Store.RestoreAsync(session.Key, whole.ToParts());
            await session.EnsureRepeatedAsync(made);
            Check.Equal(made[^1].Receipt.Last, (await session.RecordAsync()).Tip, "the tip after the commits of a copy were repeated");

            // The copy's own commits come on top, and it is copied again.
            for (var i = 0; i < 40; i++)
                made.Add(await session.MakeAsync(made.Count));
            await session.EnsureRepeatedAsync(made);
            whole = await SessionPart.CollectAsync(Copy(context, session.Key));
            await using var elsewhere = new InMemorySessionStore(context.Clock);
            await elsewhere.RestoreAsync(session.Key, whole.ToParts());
            await session.Through(elsewhere).EnsureRepeatedAsync(made);
        }
    }

    private static async Task A_copy_shows_the_session_at_one_moment(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        for (var i = 0; i < 1_100; i += 100)
            await session.SayAsync([.. Enumerable.Range(i, 100).Select(n => $"message {n}")]);
        List<SessionPart> parts = [];

        await foreach (var part in Copy(context, session.Key))
        {
            if (parts.Count == 0)
                await session.SayAsync("too late");
            parts.Add(part);
        }

        var entries = parts.Sum(part => part.Entries.Count);
        Check.Equal(1_100, entries, "the entries of the copy");
        Check.Equal(new Position(1_100), parts.Single(part => part.Facts is not null).Facts!.Branches.Single().Head, "the head in the copy");
    }

    private static async Task A_session_that_is_not_there_is_not_copied(StoreCaseContext context) =>
        await Check.Throws<SessionNotFoundException>(async () => await Copy(context, context.NewKey()).CountAsync(), "a copy of a session that is not there");

    private static async Task What_the_reading_of_parts_throws_is_thrown_and_leaves_nothing(StoreCaseContext context)
    {
        var whole = await ImageAsync(context);
        var key = context.NewKey();

        await Check.Throws<TimeoutException>(async () => await context.Store.RestoreAsync(key, FailAsync(whole)), "parts whose reading fails");

        Check.That(await context.Store.GetAsync(key) is null, "Expected no session after the reading of its parts failed.");
        Check.That(await context.Store.RestoreAsync(key, whole.ToParts()) is not null, "Expected the session to be restored by whole parts afterwards.");
    }

    private static async Task Parts_that_end_too_early_or_go_on_too_long_are_refused(StoreCaseContext context)
    {
        var whole = await ImageAsync(context);
        var key = context.NewKey();

        await Check.Throws<ArgumentException>(async () => await context.Store.RestoreAsync(key, whole.ToParts().Take(1)), "parts without facts");
        await Check.Throws<ArgumentException>(async () => await context.Store.RestoreAsync(key, whole.ToParts().Append(new SessionPart { Facts = whole.Facts })), "parts with facts twice");

        Check.That(await context.Store.GetAsync(key) is null, "Expected no session of parts that were refused.");
    }

    private static async Task Other_sessions_are_written_while_parts_are_read(StoreCaseContext context)
    {
        var whole = await ImageAsync(context);
        var (key, other) = (context.NewKey(), await context.NewSessionAsync("ben"));

        var restored = await context.Store.RestoreAsync(key, SayBetween());

        Check.Equal(whole.Entries.Count, (int)restored!.Tip.Value, "the entries restored");
        Check.Equal(2, (await other.LogAsync()).Count, "the entries that were written to another session meanwhile");

        async IAsyncEnumerable<SessionPart> SayBetween()
        {
            await foreach (var part in whole.ToParts())
            {
                Check.That(await context.Store.GetAsync(key) is null, "Expected nothing to be seen before the last part is read.");
                await other.SayAsync("meanwhile");
                yield return part;
            }
        }
    }

    private static IAsyncEnumerable<SessionPart> Copy(StoreCaseContext context, SessionKey key) => context.Store.Require<ISessionCopy>().CopyAsync(key);

    private static async Task<SessionUnderTest> BuildAsync(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        await session.SayAsync("one", "two", "three");
        var handle = await context.Store.FindAsync(session.Key) ?? throw new ConformanceException("The session is not there.");
        await handle.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(new byte[100_000], "application/octet-stream")]));
        await handle.Branches.ForkAsync("other");
        await handle.State.SetAsync("color", "green");
        await handle.SetTitleAsync("A title");
        await handle.PopAsync();
        return session;
    }

    private static async Task<SessionPart> ImageAsync(StoreCaseContext context)
    {
        await using var store = new InMemorySessionStore(context.Clock);
        var key = context.NewKey("carol");
        var session = await store.OpenAsync(key);
        await session.AddAsync([new(ChatRole.User, "one"), new(ChatRole.Assistant, "two")]);
        var whole = await SessionPart.CollectAsync(store.CopyAsync(key));
        return whole with { Receipts = [] };
    }

    private static async IAsyncEnumerable<SessionPart> FailAsync(SessionPart whole)
    {
        await foreach (var part in whole.ToParts().Take(1))
            yield return part;
        throw new TimeoutException("The document cannot be read further.");
    }

    private static string Show(Entry entry) => $"{entry.Position} {entry.Kind} {entry.Chain} {entry.PayloadHash} {Convert.ToHexString(entry.Salt.Span)} {Convert.ToHexString(entry.Payload.Span)}";
}
