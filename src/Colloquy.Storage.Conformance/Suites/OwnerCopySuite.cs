using System.Text;

namespace Colloquy.Storage.Conformance;

/// <summary>Tests that the state, memories and usage that belong to no session are listed, read and restored as they were in another store.</summary>
public sealed class OwnerCopySuite : StoreSuite
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SessionOwner Ada = new("ada");

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Owners_of_state_and_memories_are_listed_once_in_order_a_page_at_a_time, StoreTraits.Owners),
        Case(Restored_state_has_its_versions_and_goes_on_after_the_newest, StoreTraits.Owners),
        Case(Restored_state_replaces_what_was_there, StoreTraits.Owners),
        Case(Restored_memories_have_their_versions_times_and_order, StoreTraits.Owners),
        Case(Restored_memories_replace_what_was_there_and_are_found_by_words_and_vectors, StoreTraits.Owners),
        Case(The_usage_of_deleted_sessions_is_read_and_recorded_elsewhere, StoreTraits.Owners | StoreTraits.Usage),
    ];

    private static async Task Owners_of_state_and_memories_are_listed_once_in_order_a_page_at_a_time(StoreCaseContext context)
    {
        var port = Port(context);
        MemoryOwner[] owners =
        [
            new(new SessionOwner()), new(new SessionOwner(), "desk"), new(new SessionOwner("Ada")), new(Ada), new(Ada, "a"), new(Ada, "b"),
            new(new SessionOwner("\uffff")), new(new SessionOwner("\U0001F600")), new(new SessionOwner("ada", "other"), "a"),
        ];
        foreach (var owner in owners.Reverse())
        {
            if (owner.AgentName is null)
                await port.RestoreStateAsync(owner.Owner, [State("k", 3, "1")]);
            if (owner.AgentName is not null || owner.Owner == Ada)
                await port.RestoreMemoriesAsync(owner, [new(Memory(null, "tea"), null)]);
        }

        await port.RestoreStateAsync(new SessionOwner("gone"), [State("k", 1, "1")]);
        await port.RestoreStateAsync(new SessionOwner("gone"), []);
        await port.RestoreMemoriesAsync(new SessionOwner("gone"), [new(Memory(null, "tea"), null)]);
        await port.RestoreMemoriesAsync(new SessionOwner("gone"), []);
        foreach (var limit in (int[])[1, 2, 4, 100])
        {
            List<MemoryOwner> found = [];
            for (MemoryOwner? last = null; await port.ListOwnersAsync(last, limit) is { Count: > 0 } page; last = page[^1])
            {
                Check.That(page.Count <= limit, $"Expected at most {limit} owners in a page, but there are {page.Count}.");
                found.AddRange(page);
            }

            Check.Sequence(owners, found, $"the owners, {limit} at a time");
        }
    }

    private static async Task Restored_state_has_its_versions_and_goes_on_after_the_newest(StoreCaseContext context)
    {
        var (port, states) = (Port(context), context.Store.Require<IOwnerState>());

        await port.RestoreStateAsync(Ada, [State("a", 3, "\"x\0y\""), State("b", 5, "[1]"), State("gone", 9, "")]);

        Check.Sequence(["a@3=\"x\0y\"", "b@5=[1]", "gone@9="], (await states.ReadChangesAsync(Ada, StateVersion.None)).Select(Show), "the changes");
        Check.Sequence(["b@5=[1]", "gone@9="], (await states.ReadChangesAsync(Ada, new StateVersion(3))).Select(Show), "the changes since a version");
        Check.Sequence(["a@3=\"x\0y\"", "b@5=[1]"], (await states.ListAsync(Ada)).Select(Show), "the keys");
        Check.Equal(null, await states.PutAsync(Put("a", 0)), "a write on the version of a key that was never written");
        Check.Equal(new StateVersion(10), await states.PutAsync(Put("gone", 9)), "the version of the next write");
        Check.Equal(0, (await states.ListAsync(new SessionOwner("ben"))).Count, "the keys of another owner");
    }

    private static async Task Restored_state_replaces_what_was_there(StoreCaseContext context)
    {
        var (port, states) = (Port(context), context.Store.Require<IOwnerState>());
        await states.PutAsync(Put("a", 0));
        await states.PutAsync(Put("b", 0));

        await port.RestoreStateAsync(Ada, [State("b", 1, "7")]);

        Check.Sequence(["b@1=7"], (await states.ReadChangesAsync(Ada, StateVersion.None)).Select(Show), "the state after it was restored");
        Check.Equal(new StateVersion(2), await states.PutAsync(Put("a", 0)), "the version of a key that was replaced");
        await port.RestoreStateAsync(Ada, []);
        Check.Equal(new StateVersion(1), await states.PutAsync(Put("a", 0)), "the version of the first write of an owner that was removed");
    }

    private static async Task Restored_memories_have_their_versions_times_and_order(StoreCaseContext context)
    {
        var (port, memories) = (Port(context), context.Store.Require<IMemoryStore>());
        var owner = new MemoryOwner(Ada, "desk");
        var source = new MemorySource(new SessionKey("case-17", "ada"), new Position(42)) { Chain = Digest.Of("chain"u8) };
        MemoryItem[] items =
        [
            Memory("drink", "likes tea") with { Version = 7, UpdatedAt = Time.AddDays(3), Source = source, Metadata = new Dictionary<string, string> { ["kind"] = "taste" } },
            Memory(null, "lives in Bern"),
            Memory("cat", "has a cat\0") with { CreatedAt = Time.AddDays(-2), UpdatedAt = Time.AddDays(-1), Version = 2 },
        ];

        await port.RestoreMemoriesAsync(owner, [.. items.Select(item => KeyValuePair.Create(item, (MemoryVector?)null))]);

        var found = (await memories.ListAsync(new MemoryListing(owner))).Items.Reverse();
        Check.Sequence(items.Select(Show), found.Select(Show), "the memories");
        Check.Equal(source, found.First().Source, "the source of the first");
        var replaced = await memories.PutAsync(Put(owner, "drink", "likes coffee"));
        Check.Equal((8L, Time), (replaced.Version, replaced.CreatedAt), "the version and the time of a restored memory that is replaced");
        Check.Equal(0, (await memories.ListAsync(new MemoryListing(Ada))).Items.Count, "the memories of the owner without an agent");
    }

    private static async Task Restored_memories_replace_what_was_there_and_are_found_by_words_and_vectors(StoreCaseContext context)
    {
        var (port, memories) = (Port(context), context.Store.Require<IMemoryStore>());
        var before = await memories.PutAsync(Put(Ada, "old", "likes coffee"));
        var vector = new MemoryVector("letters", [1, 2, 3]);

        await port.RestoreMemoriesAsync(Ada, [new(Memory("drink", "likes tea"), vector), new(Memory(null, "lives in Bern"), null)]);

        var items = (await memories.ListAsync(new MemoryListing(Ada))).Items;
        Check.Sequence(["lives in Bern", "likes tea"], items.Select(item => item.Text), "the memories");
        Check.That(items.All(item => item.Id > before.Id), "Expected ids that were not used before.");
        Check.Equal(0, (await memories.MatchAsync(Ada, [new SearchTerm(["coffee"], false)], anyTerm: false, 10)).Found.Count, "the memories found by a word of one that was replaced");
        Check.Equal(items[1].Id, Check.Single((await memories.MatchAsync(Ada, [new SearchTerm(["tea"], false)], anyTerm: false, 10)).Found, "the memory found by its word").Id, "the memory found by its word");
        Check.Equal(items[1].Id, Check.Single((await memories.FindNearestAsync(Ada, vector, 10)).Found, "the memory found by its vector").Id, "the memory found by its vector");
        Check.Sequence(["letters 1 2 3", "none", "none"], (await port.ReadVectorsAsync(Ada, [items[1].Id, items[0].Id, before.Id])).Select(Show), "the vectors");
        Check.Sequence(["none"], (await port.ReadVectorsAsync(new SessionOwner("ben"), [items[1].Id])).Select(Show), "the vectors that another owner is shown");
    }

    private static async Task The_usage_of_deleted_sessions_is_read_and_recorded_elsewhere(StoreCaseContext context)
    {
        var (port, ledger) = (Port(context), context.Store.Require<IUsageLedger>());
        var (kept, deleted) = (await context.NewSessionAsync(), await context.NewSessionAsync());
        await new Spender(kept, context.Clock).SpendAsync("desk", Spender.Call());
        for (var factor = 1; factor <= 5; factor++)
            await new Spender(deleted, context.Clock).SpendAsync("desk", Spender.Call(factor, called: ["look"], cost: 0.25m));
        await context.Store.DeleteAsync(deleted.Key);

        List<UsageRecord> past = [];
        for (UsageRecord? last = null; await port.ReadPastUsageAsync(kept.Key.Owner, last, 2) is { Count: > 0 } page; last = page[^1])
            past.AddRange(page);
        await using var elsewhere = new InMemorySessionStore(context.Clock);
        await elsewhere.RecordAsync(context.NewKey(), past);

        Check.Equal(5, past.Select(record => record.Call).Distinct().Count(), "the calls of the deleted session");
        Check.Sequence(past.Order(Comparer<UsageRecord>.Create((left, right) => (left.At, left.Call.ToString()).CompareTo((right.At, right.Call.ToString())))).Select(record => record.Call), past.Select(record => record.Call), "the order of the calls");
        var there = Check.Single(await elsewhere.SumAsync(kept.Key.Owner, new UsageQuery()), "the sum elsewhere");
        Check.Equal((5L, 1_500L, 1.25m, 5L), (there.Calls, there.InputTokens, there.Cost, there.ToolCalls), "the sum elsewhere");
        await ledger.RecordAsync(context.NewKey(), past);
        Check.Equal(6L, (await ledger.SumAsync(kept.Key.Owner, new UsageQuery())).Sum(sum => sum.Calls), "the calls after the same were recorded again");
        Check.Equal(0, (await port.ReadPastUsageAsync(new SessionOwner("nobody-yet"), null, 10)).Count, "the past calls of an owner without any");
    }

    private static IOwnerCopy Port(StoreCaseContext context) => context.Store.Require<IOwnerCopy>();

    private static StoredState State(string key, long version, string value) => new(key, new StateVersion(version), Encoding.UTF8.GetBytes(value));

    private static StatePut Put(string key, long expected) => new() { Owner = Ada, Key = key, Expected = new StateVersion(expected), Value = "1"u8.ToArray() };

    private static MemoryItem Memory(string? key, string text) => new() { Id = new MemoryId(1), Key = key, Text = text, Version = 1, CreatedAt = Time, UpdatedAt = Time };

    private static MemoryPut Put(MemoryOwner owner, string? key, string text) => new() { Owner = owner, Key = key, Text = text, Words = MemoryPut.WordsOf(key, text), At = Time, MaxMemories = 100 };

    private static string Show(StoredState stored) => $"{stored.Key}@{stored.Version}={Encoding.UTF8.GetString(stored.Value.Span)}";

    private static string Show(MemoryItem item) => $"{item.Key}: {item.Text} {item.Version} {item.CreatedAt:O} {item.UpdatedAt:O} {item.Source} {string.Join(';', item.Metadata)}";

    private static string Show(MemoryVector? vector) => vector is null ? "none" : $"{vector.Model} {string.Join(' ', vector.Values.ToArray())}";
}
