using Colloquy.Tests;
using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>Many commits at once, to many sessions of one store.</summary>
public sealed class ManyWritersTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(SqliteSynchronous.Normal, 1)]
    [InlineData(SqliteSynchronous.Normal, 16)]
    [InlineData(SqliteSynchronous.Full, 16)]
    public async Task Each_of_hundreds_of_commits_at_once_has_its_own_outcome(SqliteSynchronous synchronous, int sessions)
    {
        var seed = Seeds.Next();
        List<Made> made;
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File(), new() { Synchronous = synchronous, Limits = new SessionLimits(MaxEntries: 100_000, MaxBytes: 1_000_000), CheckpointPages = 200 }))
        {
            for (var i = 0; i < sessions; i++)
                await store.CreateAsync(Key(i));
            made = [.. (await Task.WhenAll(Enumerable.Range(0, 40).Select(writer => Task.Run(() => WriteAsync(store, writer, sessions, unchecked((seed * 397) ^ writer)))))).SelectMany(made => made)];
        }

        // On one session, one of those that wait at the same tip is made.
        Assert.InRange(made.Count, 10, 40 * 15);
        await using var reopened = await SqliteSessionStore.OpenAsync(_folder.File());
        for (var i = 0; i < sessions; i++)
            await AssertHoldsAsync(reopened, Key(i), [.. made.Where(commit => commit.Key == Key(i)).OrderBy(commit => commit.Receipt.First)]);
        foreach (var commit in made)
            Assert.Equal(commit.Receipt with { Repeated = true }, await reopened.CommitAsync(commit.Key, commit.Commit));
        Assert.Empty((await SqliteSessionStore.ExamineAsync(_folder.File())).Damage);
    }

    [Fact]
    public async Task A_commit_that_the_disk_is_too_small_for_fails_alone_among_others_at_once()
    {
        const int Others = 30;
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File(), new() { MaxPages = 140 }))
        {
            for (var i = 0; i < Others; i++)
                await store.CreateAsync(Key(i));
            await store.CreateAsync(Key(99));
            var large = Enumerable.Repeat(new string('x', 20_000), 50).ToArray();

            for (var round = 0; round < 5; round++)
            {
                var full = Task.Run(() => StoreAssert.FailsAsync(StoreFailure.Full, () => store.SayAsync(Key(99), large)));
                await Task.WhenAll(Enumerable.Range(0, Others).Select(i => Task.Run(() => store.SayAsync(Key(i), $"round {round}"))));
                await full;
            }
        }

        await using var reopened = await SqliteSessionStore.OpenAsync(_folder.File());
        for (var i = 0; i < Others; i++)
            Assert.Equal(["round 0", "round 1", "round 2", "round 3", "round 4"], await reopened.HearAsync(Key(i)));
        Assert.Empty(await reopened.HearAsync(Key(99)));
    }

    [Fact]
    public async Task Memories_and_words_that_are_written_beside_commits_are_found()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var memory = store.GetMemory(new SessionOwner("ada"));

        await Task.WhenAll(Enumerable.Range(0, 60).SelectMany(i => new[]
        {
            Task.Run(() => store.SayAsync(Key(i % 6 == 0 ? 100 + i : i), $"word{i}")),
            Task.Run(async () => { await memory.StoreAsync($"key{i}", $"tea{i}"); }),
            Task.Run(async () => { await Assert.ThrowsAsync<SessionNotFoundException>(async () => await store.SetRetentionAsync(new SessionKey($"nowhere-{i}"), new RetentionPolicy())); }),
        }));

        for (var i = 0; i < 60; i++)
        {
            Assert.Equal(1, (await store.SearchAsync($"word{i}", new SessionOwner("ada"))).Total);
            Assert.Equal($"tea{i}", Assert.Single((await memory.SearchAsync($"tea{i}")).Hits).Memory.Text);
        }

        Assert.Empty((await SqliteSessionStore.ExamineAsync(_folder.File())).Damage);
    }

    public void Dispose() => _folder.Dispose();

    private static SessionKey Key(int number) => new($"session-{number}", "ada");

    /// <summary>Commits to sessions by chance: at the tip, at one that is old, more than fits, and again.</summary>
    private static async Task<List<Made>> WriteAsync(SqliteSessionStore store, int writer, int sessions, int seed)
    {
        var random = new Random(seed);
        List<Made> made = [];
        for (var number = 0; number < 15; number++)
        {
            var key = Key(random.Next(sessions));
            var entries = new EntryWriter((await store.GetAsync(key))!);
            var isLarge = random.Next(12) == 0;
            for (var i = random.Next(1, 4); i > 0; i--)
                entries.Append(new MessageBody(new ChatMessage(ChatRole.User, $"{writer}.{number}.{i} {new string('x', isLarge ? 1_000_000 : random.Next(2_000))}")));
            var commit = entries.TakeCommit(CommitId.New());
            if (random.Next(4) == 0)
                await Task.Yield();
            try
            {
                var receipt = await store.CommitAsync(key, commit);
                Assert.False(isLarge || receipt.Repeated);
                made.Add(new Made(key, commit, receipt));
                if (random.Next(5) == 0)
                    Assert.Equal(receipt with { Repeated = true }, await store.CommitAsync(key, commit));
            }
            catch (TipConflictException)
            {
            }
            catch (SizeLimitException)
            {
                Assert.True(isLarge);
            }
        }

        return made;
    }

    /// <summary>The log has what was said to be made, at the places that were told, and nothing else.</summary>
    private static async Task AssertHoldsAsync(SqliteSessionStore store, SessionKey key, List<Made> made)
    {
        var (chain, expected) = (EntryHash.Seed(key), made.SelectMany(commit => commit.Commit.Entries).ToList());
        var entries = new List<Entry>();
        var read = LogRead.All() with { Limit = LogRead.MaxLimit };
        for (var page = await store.ReadAsync(key, read); ; page = await store.ReadAsync(key, read))
        {
            entries.AddRange(page.Entries);
            if (page.Next is null)
                break;
            read = read.Continue(page);
        }

        Assert.Equal(expected.Select(entry => (entry.Position, entry.PayloadHash)), entries.Select(entry => (entry.Position, entry.PayloadHash)));
        foreach (var entry in entries)
        {
            Assert.Equal(entry.PayloadHash, EntryHash.OfPayload(entry.Salt.Span, entry.Payload.Span));
            chain = EntryHash.OfChain(chain, entry);
            Assert.Equal(entry.Chain, chain);
        }

        Assert.Equal((chain, new Position(entries.Count)), await store.GetAsync(key) is { } record ? (record.Chain, record.Tip) : default);
    }

    private sealed record Made(SessionKey Key, Commit Commit, CommitReceipt Receipt);
}
