using Colloquy.Storage;
using Microsoft.Extensions.AI;

namespace Colloquy.Postgres.Tests.Copies;

public sealed class CopyTests
{
    private static readonly SessionKey Key = new("case-17", "ada");

    [Fact]
    public async Task A_session_that_is_spooled_to_files_comes_back_the_same()
    {
        await using var processes = new Processes();
        await using var memory = new InMemorySessionStore();
        var store = await processes.StartAsync();
        var session = await memory.OpenAsync(Key, cancellationToken: TestContext.Current.CancellationToken);
        for (var i = 0; i < 500; i++)
            await session.AddAsync(Enumerable.Range(0, 100).Select(n => new ChatMessage(n % 2 == 0 ? ChatRole.User : ChatRole.Assistant, $"message {i}.{n}")));
        for (var i = 0; i < 20; i++)
            await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(Enumerable.Repeat((byte)i, 100_000).ToArray(), "application/octet-stream")]));
        await session.Branches.ForkAsync("other");
        await session.PopAsync();
        await session.AddAsync(new ChatMessage(ChatRole.User, "another way"));
        await session.SetTitleAsync("A long case");
        await memory.RecordAsync(Key, [.. Enumerable.Range(1, 2_500).Select(i => new UsageRecord { Call = new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), At = DateTimeOffset.UnixEpoch.AddSeconds(i / 3), Model = $"m{i % 3}", InputTokens = i, IsReported = true })], TestContext.Current.CancellationToken);
        var expected = await CollectAsync(memory, Key);

        var restored = await store.RestoreAsync(Key, memory.CopyAsync(Key, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        Assert.Equal((await memory.GetAsync(Key, TestContext.Current.CancellationToken))!, restored! with { Details = (await memory.GetAsync(Key, TestContext.Current.CancellationToken))!.Details });
        EnsureSame(expected, await CollectAsync(store, Key));

        // What it has spent outlives it, and is its own when it comes back.
        await store.DeleteAsync(Key, TestContext.Current.CancellationToken);
        await store.RestoreAsync(Key, memory.CopyAsync(Key, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        EnsureSame(expected, await CollectAsync(store, Key));
        var again = await store.OpenAsync(Key, cancellationToken: TestContext.Current.CancellationToken);
        await again.AddAsync(new ChatMessage(ChatRole.User, "and on"));
        Assert.Equal("and on", (await again.GetItemsAsync(1))[0].Text);
    }

    [Fact]
    public async Task A_restoration_whose_connection_is_cut_at_any_message_is_made_once()
    {
        await using var processes = new Processes();
        await using var memory = new InMemorySessionStore();
        await using var proxy = CuttingProxy.Start(await SharedServer.ConnectionStringAsync());
        var store = await processes.StartAsync(proxy.ConnectionString, options => options.Listen = false);
        var session = await memory.OpenAsync(Key, cancellationToken: TestContext.Current.CancellationToken);
        await session.AddAsync([new(ChatRole.User, "one"), new(ChatRole.Assistant, "two")]);
        await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(new byte[100_000], "application/octet-stream")]));
        await session.Branches.ForkAsync("other");
        var whole = await CollectAsync(memory, Key);

        // Once to have the statements prepared, and once to count.
        foreach (var _ in (int[])[1, 2])
        {
            proxy.Mark();
            Assert.NotNull(await store.RestoreAsync(Key, memory.CopyAsync(Key, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken));
            await store.DeleteAsync(Key, TestContext.Current.CancellationToken);
        }

        proxy.Mark();
        Assert.NotNull(await store.RestoreAsync(Key, memory.CopyAsync(Key, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken));
        var counts = (proxy.Count(ProxySide.Client), proxy.Count(ProxySide.Server));
        foreach (var (side, number) in Enumerable.Range(1, counts.Item1).Select(number => (ProxySide.Client, number)).Concat(Enumerable.Range(1, counts.Item2).Select(number => (ProxySide.Server, number))))
        {
            await store.DeleteAsync(Key, TestContext.Current.CancellationToken);
            proxy.Mark();
            var cut = number % 2 == 0 ? proxy.CutBefore(side, number) : proxy.CutAfter(side, number);

            var restored = await store.RestoreAsync(Key, memory.CopyAsync(Key, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

            Assert.True(restored is not null, $"The session was not restored after message {number} of the {side} was cut, of {counts}.");
            Assert.True(cut.IsCompleted, $"Nothing was cut at message {number} of the {side}.");
            EnsureSame(whole, await CollectAsync(store, Key));
            Assert.Null(await store.RestoreAsync(Key, memory.CopyAsync(Key, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_copy_that_is_cut_off_fails_and_does_not_go_on_at_another_moment()
    {
        await using var processes = new Processes();
        await using var proxy = CuttingProxy.Start(await SharedServer.ConnectionStringAsync());
        var store = await processes.StartAsync(proxy.ConnectionString, options => options.Listen = false);
        var session = await store.OpenAsync(Key, cancellationToken: TestContext.Current.CancellationToken);
        for (var i = 0; i < 10; i++)
            await session.AddAsync(Enumerable.Range(0, 100).Select(n => new ChatMessage(ChatRole.User, $"message {i}.{n}")));

        var failure = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await foreach (var _ in store.CopyAsync(Key, TestContext.Current.CancellationToken))
                proxy.CutAll();
        });

        Assert.True(failure.IsTransient);
        EnsureSame(await CollectAsync(store, Key), await CollectAsync(store, Key));
    }

    [Fact]
    public async Task Receipts_that_cannot_be_of_one_log_are_refused_and_leave_nothing()
    {
        await using var processes = new Processes();
        await using var memory = new InMemorySessionStore();
        var store = await processes.StartAsync();
        var session = await memory.OpenAsync(Key, cancellationToken: TestContext.Current.CancellationToken);
        await session.AddAsync(new ChatMessage(ChatRole.User, "one"));
        await session.AddAsync(new ChatMessage(ChatRole.User, "two"));
        var whole = await CollectAsync(memory, Key);
        var receipts = whole.Receipts.OrderBy(receipt => receipt.Value.Last).ToArray();
        var (first, second) = (receipts[0], receipts[1]);

        foreach (var wrong in (KeyValuePair<CommitId, CommitReceipt>[][])[
            [first, new(CommitId.New(), first.Value)],
            [first, new(first.Key, second.Value)],
            [first, new(CommitId.New(), second.Value with { Last = new Position(9) })],
            [first, new(CommitId.New(), second.Value with { First = new Position(0) })]])
        {
            var parts = OneByOne(whole with { Receipts = wrong });
            Assert.True(await Record.ExceptionAsync(async () => await store.RestoreAsync(Key, parts, TestContext.Current.CancellationToken)) is ArgumentException, $"The receipts {string.Join(", ", wrong)} were not refused.");
        }

        Assert.Null(await store.GetAsync(Key, TestContext.Current.CancellationToken));
        Assert.NotNull(await store.RestoreAsync(Key, OneByOne(whole), TestContext.Current.CancellationToken));
    }

    private static async IAsyncEnumerable<SessionPart> OneByOne(SessionPart whole)
    {
        await Task.CompletedTask;
        yield return whole with { Facts = null };
        yield return new SessionPart { Facts = whole.Facts };
    }

    private static ValueTask<SessionPart> CollectAsync(ISessionCopy store, SessionKey key) => SessionPart.CollectAsync(store.CopyAsync(key), TestContext.Current.CancellationToken);

    private static void EnsureSame(SessionPart expected, SessionPart actual)
    {
        Assert.Equal(expected.Entries.Select(Show), actual.Entries.Select(Show));
        Assert.Equal(expected.Receipts.OrderBy(receipt => receipt.Value.Last), actual.Receipts.OrderBy(receipt => receipt.Value.Last));
        Assert.Equal(expected.Usage.Select(call => (call.Call, call.At, call.Model, call.InputTokens)), actual.Usage.Select(call => (call.Call, call.At, call.Model, call.InputTokens)));
        Assert.Equal(expected.Blobs.Select(blob => blob.Hash.ToString()).Order(StringComparer.Ordinal), actual.Blobs.Select(blob => blob.Hash.ToString()).Order(StringComparer.Ordinal));
        Assert.All(actual.Blobs, blob => Assert.Equal(blob.Hash, Blob.Of(blob.Bytes).Hash));
        Assert.Equal(expected.Facts!.Branches, actual.Facts!.Branches);
        Assert.Equal((expected.Facts.CreatedAt, expected.Facts.UpdatedAt, expected.Facts.Branch, expected.Facts.Activity, expected.Facts.Details.Title), (actual.Facts.CreatedAt, actual.Facts.UpdatedAt, actual.Facts.Branch, actual.Facts.Activity, actual.Facts.Details.Title));
    }

    private static string Show(Entry entry) =>
        $"{entry.Position} {entry.Parent} {entry.Segment} {entry.TurnStart} {entry.At:O} {entry.Kind} {entry.Subject} {entry.Author} {entry.Chain} {entry.PayloadHash} {Convert.ToHexString(entry.Salt.Span)} {Convert.ToHexString(entry.Payload.Span)}";
}
