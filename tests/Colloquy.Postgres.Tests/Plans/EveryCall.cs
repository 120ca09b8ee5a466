using Colloquy.Tests.Moving;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Postgres.Tests.Plans;

/// <summary>Makes every call that sends a statement of its own: for users with very many sessions and with few, and for all.</summary>
internal sealed class EveryCall(PostgresSessionStore store, SentBatches sent)
{
    private static readonly FakeTimeProvider Clock = new(FilledDatabase.Newest);
    private static readonly DateTimeOffset Recent = FilledDatabase.Newest - TimeSpan.FromHours(8);

    private static readonly SessionKey[] Filled = [new("s-200", FilledDatabase.Heavy(1)), new("s-54", FilledDatabase.Light(5)), new("s-9", FilledDatabase.Light(0))];

    private static readonly SessionSelection[] Selections =
    [
        SessionSelection.All,
        SessionSelection.OfApp("default"),
        SessionSelection.OfApp("app-3"),
        SessionSelection.OfUser(FilledDatabase.Heavy(1)),
        SessionSelection.OfUser(FilledDatabase.Light(5)),
        SessionSelection.OfUser(null),
        .. Filled.Select(key => SessionSelection.OfOwner(key.Owner)),
        .. Filled.Select(SessionSelection.OfSession),
    ];

    public async Task MakeAsync()
    {
        await StoreWorld.FillAsync(store, Clock);
        await CommitAsync();
        foreach (var key in Filled)
            await ReadAsync(key);
        foreach (var selection in Selections)
        {
            await ListAsync(selection);
            await SumAsync(selection);
            await SearchAsync(selection);
        }

        await ShareAsync();
        await RewriteAsync();
        await RememberAsync();
        await CopyAsync();
        await store.GetInfoAsync();
        await sent.FirstAsync(3, token => store.ForgetAsync(null, token).AsTask());
        foreach (var key in Filled)
        {
            await store.DeleteAsync(key);
            await store.MovePastUsageAsync(key.Owner, new SessionOwner("erased", key.App));
        }
    }

    private async Task CommitAsync()
    {
        var session = await store.OpenAsync(new SessionKey("new", FilledDatabase.Light(5)));
        await session.AddAsync(new ChatMessage(ChatRole.User, "some words"));
        await session.Branches.ForkAsync("aside");
        await session.Branches.SwitchToAsync("aside");
        await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(new byte[100_000], "application/octet-stream")]));
        await session.Branches.SwitchToAsync("main");
        await session.State.SetAsync("color", "green");
        await session.AddAsync(new ChatMessage(ChatRole.User, "some more words"));
        await session.PopAsync();
        await session.AddAsync(new ChatMessage(ChatRole.User, "some other words"));

        var record = (await store.GetAsync(session.Key))!;
        var writer = new EntryWriter(record);
        writer.Append(new MessageBody(new ChatMessage(ChatRole.User, "once")));
        var commit = writer.TakeCommit(CommitId.New()) with
        {
            Puts = [new StatePut { Owner = session.Key.Owner, Key = "new", Value = "1"u8.ToArray() }],
            Usage = [StoreWorld.Used(Clock, 10)],
        };
        await store.CommitAsync(session.Key, commit);
        await using (var other = await PostgresSessionStore.OpenAsync(sent.Source))
            await other.CommitAsync(session.Key, commit);

        var blob = new Blob(Digest.Of([7]), new byte[] { 7 });
        writer = new EntryWriter((await store.GetAsync(session.Key))!);
        writer.Append(new MessageBody(new ChatMessage(ChatRole.User, "with a blob")));
        await store.CommitAsync(session.Key, writer.TakeCommit(CommitId.New()) with { Blobs = [blob] });
        writer = new EntryWriter((await store.GetAsync(session.Key))!);
        writer.Append(new MessageBody(new ChatMessage(ChatRole.User, "without")));
        await store.CommitAsync(session.Key, writer.TakeCommit(CommitId.New()) with
        {
            Prune = new PruneOrder([new PositionRange(new Position(1), new Position(2))], [EntryKind.Message]) { Blobs = [blob.Hash] },
        });

        await session.SetTitleAsync("Titled");
        await store.SetRetentionAsync(session.Key, new RetentionPolicy { Ttl = TimeSpan.FromDays(1) });
        await store.DeleteExpiredAsync(session.Key);
        var answer = await store.LeaseAsync(session.Key, LeaseRequest.Acquire("desk", TimeSpan.FromMinutes(1), LeasePlace.Back));
        await store.LeaseAsync(session.Key, LeaseRequest.Release(answer.Token!.Value));
        await store.GetBlobAsync(session.Key, blob.Hash);
        await store.RecordAsync(session.Key, [StoreWorld.Used(Clock, 10)]);
    }

    private async Task ReadAsync(SessionKey key)
    {
        await store.GetAsync(key);
        await store.GetBranchesAsync(key);
        await store.GetBranchesAsync(key, "other");
        var head = (await store.GetAsync(key))!.Head;
        var middle = new Position(head.Value / 2);
        foreach (var read in (LogRead[])[LogRead.All(), LogRead.All(middle), LogRead.Back(head), LogRead.Back(middle), LogRead.Forth(head), LogRead.Forth(head, middle)])
        {
            await store.ReadAsync(key, read);
            await store.ReadAsync(key, read with { HeadersOnly = true });
            await store.ReadAsync(key, read with { Kinds = [EntryKind.Message] });
        }

        await store.ReadStateAsync(key, head);
        await store.ReadStateAsync(key, head, "color");
        await store.ReadUsageAsync(key, null, 100);
        await store.ReadPastUsageAsync(key.Owner, null, 100);
    }

    private async Task ListAsync(SessionSelection selection)
    {
        foreach (var activity in (SessionActivity?[])[null, .. Enum.GetValues<SessionActivity>()])
        {
            var query = new SessionQuery { Activity = activity };
            await ListAsync(selection, query);
            await ListAsync(selection, query with { UpdatedSince = Recent });
            await ListAsync(selection, query with { After = new SessionCursor(Recent, Filled[1]) });
        }

        await ListAsync(selection, new SessionQuery { TitleContains = "alk" });
        foreach (var after in (SessionCursor?[])[null, new SessionCursor(Recent, Filled[1])])
            await sent.FirstAsync(1, token => store.ListRetainedAsync(selection, after, 100, token).AsTask());
    }

    private Task ListAsync(SessionSelection selection, SessionQuery query) => sent.FirstAsync(1, token => store.ListAllAsync(selection, query, token).AsTask());

    private async Task SumAsync(SessionSelection selection)
    {
        foreach (var by in Enum.GetValues<UsageBy>())
        {
            if (selection.Session is null && by == UsageBy.Turn)
                continue;

            // No sums are kept by turn, agent, tool or day, so those of all times are of all calls, by any plan.
            if (selection.Owner is not null || UsageSql.IsKept(by))
                await sent.FirstAsync(1, token => store.SumAllAsync(selection, new UsageQuery(), by, token).AsTask());
            await sent.FirstAsync(1, token => store.SumAllAsync(selection, new UsageQuery { Since = Recent }, by, token).AsTask());
            if (selection.Session is not null)
                await store.SumAllAsync(selection, new UsageQuery { Within = [new PositionRange(new Position(1), new Position(2))] }, by);
        }
    }

    private async Task SearchAsync(SessionSelection selection)
    {
        var matching = new SearchMatching { Selection = selection, Terms = [new SearchTerm(["some"], isPrefix: false), new SearchTerm(["wor"], isPrefix: true)], Limit = 10 };
        await sent.FirstAsync(6, token => store.MatchAsync(matching, token).AsTask());
        await sent.FirstAsync(1, token => store.CountLagAsync(selection, token).AsTask());
        await store.FindLagsAsync(selection, null, 100);
        await store.FindLagsAsync(selection, Filled[1], 100);
    }

    private async Task ShareAsync()
    {
        foreach (var owner in (SessionOwner[])[.. Filled.Select(key => key.Owner), new(app: "default")])
        {
            await store.FindAsync(owner, "a");
            await store.ListAsync(owner);
            await store.ReadChangesAsync(owner, StateVersion.None);
            await store.RestoreStateAsync(owner, [new StoredState("a", new StateVersion(1), "1"u8.ToArray())]);
            await store.RestoreStateAsync(owner, []);
        }

        await store.SearchAsync("words", Filled[1].Owner);
        await store.ForgetAsync(Filled[1]);
        await store.ListOwnersAsync(null, 100);
        await store.ListOwnersAsync(Filled[0].Owner, 100);
    }

    private async Task RewriteAsync()
    {
        foreach (var key in Filled)
        {
            var details = (await store.GetAsync(key))!.Details;
            var entries = (await store.ReadAsync(key, LogRead.All() with { Limit = 2 })).Entries;
            var (blob, other) = (Blob.Of("one"u8.ToArray()), Blob.Of("two"u8.ToArray()));
            await store.RewriteSessionAsync(key, new SessionRewrite { Expected = details, Entries = entries });
            await store.RewriteSessionAsync(key, new SessionRewrite { Expected = details, Details = details, Entries = entries, Blobs = [new(blob.Hash, other)] });
            await store.RewriteStateAsync(key.Owner, new StateRewrite(new StoredState("a", new StateVersion(1), "1"u8.ToArray()), "2"u8.ToArray()));
            var item = (await store.FindAsync(new MemoryOwner(key.Owner), "key-1"))!;
            var vector = (await store.ReadVectorsAsync(key.Owner, [item.Id]))[0];
            await store.RewriteMemoryAsync(key.Owner, new MemoryRewrite(item, vector, item.Key, item.Text, item.Metadata, vector));
        }
    }

    private async Task RememberAsync()
    {
        var vector = new MemoryVector("model", [1, 2, 3, 4]);
        foreach (var owner in Filled.Select(key => (MemoryOwner)key.Owner))
        {
            var item = (await store.FindAsync(owner, "key-1"))!;
            await store.ReadAsync(owner, [item.Id]);
            await store.ListAsync(new MemoryListing(owner));
            await store.ListAsync(new MemoryListing(owner) { WithoutVectorLike = vector });
            await store.MatchAsync(owner, [new SearchTerm(["likes"], isPrefix: false)], anyTerm: true, limit: 10);
            await store.FindNearestAsync(owner, vector, 10);
            await store.SetVectorAsync(owner, item.Id, item.Version, vector);
            await store.PutAsync(StoreWorld.Memory(owner, "key-1", "likes cake", Clock) with { Vector = vector });
            await store.PutAsync(StoreWorld.Memory(owner, "key-1", "likes cake", Clock));
            await store.ReadVectorsAsync(owner, [item.Id]);
            await store.ForgetAsync(owner, item.Id);
            await store.RestoreMemoriesAsync(owner, [new(item, vector)]);
            await store.ClearAsync(owner);
        }
    }

    private async Task CopyAsync()
    {
        await sent.FirstAsync(3, async token =>
        {
            await foreach (var part in store.CopyAsync(Filled[2], token))
                _ = part;
        });
        foreach (var key in (SessionKey[])[StoreWorld.Long, StoreWorld.Pruned])
        {
            var parts = await store.CopyAsync(key).ToListAsync();
            await store.RestoreAsync(key, parts.ToAsyncEnumerable());
            await store.DeleteAsync(key);
            await store.RestoreAsync(key, parts.ToAsyncEnumerable());
        }
    }
}
