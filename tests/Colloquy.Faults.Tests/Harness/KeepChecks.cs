using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Tests;

/// <summary>Looks at what a round has left in a store: what is to be kept is there, what is to go is gone, and the rest is whole.</summary>
internal sealed class KeepChecks(ISessionStore store, int round)
{
    private const string HeldWord = "kept";
    private const string Hold = "case 17";

    private readonly SessionOwner _guest = KeepRoom.Guest(round);

    /// <summary>The words that were acknowledged, in one session or in all.</summary>
    public static IEnumerable<string> WordsOf(IEnumerable<string> lines, string? id = null) =>
        lines.Select(line => line.Split(' ')).Where(words => words[0] == "said" && (id is null || words[1] == id)).Select(words => words[2]);

    /// <summary>Makes the session that is held while its user is erased.</summary>
    public async Task PrepareAsync()
    {
        var held = await store.OpenAsync(KeepRoom.Find(round, "guest-held").Key);
        await held.AddAsync(new ChatMessage(ChatRole.User, HeldWord));
        await held.Retention.HoldAsync(Hold, "Requested by the court");
    }

    /// <summary>Checks all, and erases, sweeps and prunes what is to go.</summary>
    /// <param name="lines">What the processes of the round have said.</param>
    /// <param name="all">What those of all rounds have said.</param>
    /// <param name="asked">How many runs of a user were acknowledged.</param>
    /// <returns>The words that the store must not have any more.</returns>
    public async Task<HashSet<string>> RunAsync(IReadOnlyList<string> lines, IReadOnlyList<string> all, IReadOnlyDictionary<SessionOwner, int> asked)
    {
        await CheckEachAsync();
        await CheckHoldsAsync(lines);
        await CheckKeptAsync("untouched", all);
        await CheckKeptAsync("immutable", all);
        await CheckKeptAsync("guest-held", lines);
        foreach (var (owner, count) in asked.Where(one => !one.Key.User!.StartsWith("guest", StringComparison.Ordinal)))
        {
            Assert.True(await CountCallsAsync(owner) >= 2 * count, $"Usage of {owner} was lost.");
            Assert.All(await store.GetService<IOwnerState>()!.ListAsync(owner), stored => Assert.Null(stored.Unreadable));
            Assert.All(await store.GetMemory(owner).ListAsync().ToListAsync(), memory => Assert.Null(memory.Unreadable));
        }

        await EraseAsync();
        await ExpireAsync();
        HashSet<string> gone = [.. await PruneAsync("pruned-1", all), .. await PruneAsync("pruned-2", all)];
        gone.UnionWith(KeepRoom.Of(round).Where(room => room.Fate is KeepFate.Expires or KeepFate.IsErased or KeepFate.IsHeld).SelectMany(room => WordsOf(all, room.Key.Id)));
        await CheckEachAsync();
        if (store.GetService<IErasure>() is { } erasure)
            await erasure.ScrubAsync();
        return gone;
    }

    /// <summary>Every session can be read, its log is right, and what a model would be shown of each branch is balanced.</summary>
    private async Task CheckEachAsync()
    {
        foreach (var room in KeepRoom.Of(round))
        {
            // One that was made while its user was erased may have no key any more; the next erasure removes it.
            if (room.Fate == KeepFate.IsErased || await store.FindAsync(room.Key) is not { } session)
                continue;

            await LogCheck.ReadAsync(store, room.Key);
            Assert.Null((await session.VerifyAsync()).Failure);
            foreach (var branch in await session.Branches.ListAsync())
                Balance.Check((await (await session.Branches.OpenAsync(branch.Name)).Window.PreviewAsync(KeepDesk.CreateAgent().Window)).Messages);
        }
    }

    /// <summary>What was held by a process that never lifted its hold is as it was.</summary>
    private async Task CheckHoldsAsync(IReadOnlyList<string> lines)
    {
        var lifting = lines.Where(line => line.StartsWith("lifting", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToHashSet();
        foreach (var held in lines.Select(line => line.Split(' ')).Where(words => words[0] == "held" && !lifting.Contains(words[2])))
            await KeepImage.Parse(held[3]).CheckAsync(store, KeepRoom.Find(round, held[1]).Key);
    }

    /// <summary>All that was acknowledged is in the session, once.</summary>
    private async Task CheckKeptAsync(string id, IReadOnlyList<string> lines)
    {
        var key = KeepRoom.Find(round, id).Key;
        var log = await LogCheck.ReadAsync(store, key);
        Assert.DoesNotContain(log, entry => entry.IsPruned);
        var texts = log.Where(entry => entry.Kind == EntryKind.Message).Select(entry => LogCheck.TextOf(entry, key)).CountBy(text => text).ToDictionary();
        foreach (var word in WordsOf(lines, id))
            Assert.True(texts.GetValueOrDefault(word) == 1 && texts.GetValueOrDefault($"re {word}") == 1, $"'{word}' is {texts.GetValueOrDefault(word)} times in {key}, and its answer {texts.GetValueOrDefault($"re {word}")} times.");
    }

    /// <summary>The user is erased but for the session that is held, and wholly when it is not held any more.</summary>
    private async Task EraseAsync()
    {
        var held = KeepRoom.Find(round, "guest-held").Key;
        Assert.Equal([held], (await store.EraseUserAsync(_guest)).Kept.Select(kept => kept.Key));
        var session = (await store.FindAsync(held))!;
        Assert.Contains(HeldWord, (await LogCheck.ReadAsync(store, held)).Select(entry => LogCheck.TextOf(entry, held)));
        await session.Retention.LiftHoldAsync(Hold);

        Assert.True((await store.EraseUserAsync(_guest)).IsComplete);

        Assert.Empty(await store.ListSessionsAsync(_guest).ToListAsync());
        Assert.Empty(await store.GetService<IOwnerState>()!.ReadChangesAsync(_guest, StateVersion.None));
        Assert.Empty(await store.GetMemory(_guest).ListAsync().ToListAsync());
        Assert.Equal(0, await CountCallsAsync(_guest));
        Assert.DoesNotContain(_guest, (await store.GetService<IOwnerCopy>()!.ListOwnersAsync(after: null, limit: 1_000)).Select(owner => owner.Owner));
    }

    /// <summary>What has expired is swept when nothing holds it any more.</summary>
    private async Task ExpireAsync()
    {
        foreach (var room in KeepRoom.Of(round).Where(room => room.Fate == KeepFate.Expires))
            await LiftAsync(room.Key);
        await foreach (var _ in new RetentionSweeper(store, new RetentionSweeperOptions { TimeProvider = new AheadTime(TimeSpan.FromMinutes(5)) }).SweepAsync())
        {
        }

        foreach (var room in KeepRoom.Of(round).Where(room => room.Fate == KeepFate.Expires))
            Assert.Null(await store.FindAsync(room.Key));
    }

    /// <summary>A pruning leaves the newest messages of each branch, and takes what it says that it takes.</summary>
    /// <returns>The words that the session does not say any more.</returns>
    private async Task<IEnumerable<string>> PruneAsync(string id, IReadOnlyList<string> all)
    {
        var key = KeepRoom.Find(round, id).Key;
        if (await LiftAsync(key) is not { } session)
            return [];

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));

        var log = await LogCheck.ReadAsync(store, key);
        var covered = await CoveredAsync(session);
        Assert.All(log.Where(entry => entry.IsPruned), entry => Assert.Contains(entry.Position.Value, covered));
        Assert.Equal(0, (await session.Retention.PreviewAsync(PruneStrategy.KeepLast(2))).Entries);
        var left = log.Where(entry => entry.Kind == EntryKind.Message && !entry.IsPruned).Select(entry => LogCheck.TextOf(entry, key)).ToHashSet();
        HashSet<string> gone = [.. WordsOf(all, id).Where(word => !left.Contains(word) && !left.Contains($"re {word}"))];
        foreach (var word in gone.Take(5))
            Assert.Equal(0, (await session.SearchAsync(new SearchQuery(word))).Total);
        return gone;
    }

    private async Task<Session?> LiftAsync(SessionKey key)
    {
        if (await store.FindAsync(key) is not { } session)
            return null;
        foreach (var hold in session.Record.Retention?.Holds ?? [])
            await session.Retention.LiftHoldAsync(hold.Name);
        return session;
    }

    private static async Task<HashSet<long>> CoveredAsync(Session session)
    {
        HashSet<long> covered = [];
        await foreach (var prune in session.Retention.ReadPrunesAsync())
        {
            foreach (var range in prune.Ranges)
                covered.UnionWith(Enumerable.Range((int)range.First.Value, (int)(range.Last.Value - range.First.Value + 1)).Select(position => (long)position));
        }

        return covered;
    }

    private async Task<long> CountCallsAsync(SessionOwner owner) => (await store.GetService<IUsageLedger>()!.SumAsync(owner, new UsageQuery())).Sum(sum => sum.Calls);
}
