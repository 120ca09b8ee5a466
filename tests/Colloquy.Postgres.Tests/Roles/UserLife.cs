using Microsoft.Extensions.AI;

namespace Colloquy.Postgres.Tests.Roles;

/// <summary>All that an application does for one user.</summary>
internal static class UserLife
{
    public static readonly MemoryVector Vector = new("letters", [1, 2, 3]);

    /// <summary>Fills a session of a user with everything that it can have, and what belongs to the user beside it.</summary>
    public static async Task FillAsync(PostgresSessionStore store, SessionKey key)
    {
        var session = await store.OpenAsync(key);
        await session.AddAsync([new(ChatRole.User, "a secret question"), new(ChatRole.Assistant, "a secret answer")]);
        await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(new byte[100_000], "application/octet-stream")]));
        await session.Branches.ForkAsync("aside");
        await session.State.SetAsync("color", "green");
        await session.SetTitleAsync("Secret");
        await session.PopAsync();
        await store.SpendAsync(key, "model");
        await store.RecordAsync(key, [new UsageRecord { Call = Guid.CreateVersion7(), At = DateTimeOffset.UnixEpoch, Model = "model" }]);
        await store.PutAsync(new StatePut { Owner = key.Owner, Key = "theme", Value = "1"u8.ToArray() });
        foreach (var owner in (MemoryOwner[])[key.Owner, new(key.Owner, "desk")])
            await store.PutAsync(Memory(owner));
        await store.SetRetentionAsync(key, new RetentionPolicy { Ttl = TimeSpan.FromDays(1) });
        var lease = await store.LeaseAsync(key, LeaseRequest.Acquire("desk", TimeSpan.FromMinutes(1), LeasePlace.Back));
        await store.LeaseAsync(key, LeaseRequest.Release(lease.Token!.Value));
        await store.SearchAsync("secret", key.Owner);
    }

    /// <summary>Returns what a store shows of a user.</summary>
    public static async Task<string> ReadAsync(PostgresSessionStore store, SessionKey key)
    {
        var record = await store.GetAsync(key);
        var messages = record is null ? 0 : (await store.ReadAsync(key, LogRead.All())).Entries.Count;
        var found = (await store.SearchAsync("secret", key.Owner)).Hits.Count;
        var calls = (await store.SumAsync(key.Owner, new UsageQuery())).Sum(sum => sum.Calls);
        var listed = (await store.ListAsync(key.Owner, new SessionQuery())).Sessions.Count + (await store.ListRetainedAsync(SessionSelection.OfOwner(key.Owner))).Sessions.Count;
        var memories = (await store.ListAsync(new MemoryListing(key.Owner))).Items.Count + (await store.MatchAsync(key.Owner, [new SearchTerm(["tea"], isPrefix: false)], anyTerm: true, limit: 10)).Found.Count
            + (await store.FindNearestAsync(new MemoryOwner(key.Owner, "desk"), Vector, 10)).Found.Count;
        var branches = record is null ? 0 : (await store.GetBranchesAsync(key)).Count;
        return $"{record?.Details.Title} {messages} {branches} {found} {calls} {listed} {memories} {(await store.ListAsync(key.Owner)).Count}";
    }

    public static MemoryPut Memory(MemoryOwner owner) => new()
    {
        Owner = owner,
        Key = "drink",
        Text = "likes tea",
        Words = MemoryPut.WordsOf("drink", "likes tea"),
        At = DateTimeOffset.UnixEpoch,
        Vector = Vector,
        MaxMemories = 10,
    };
}
