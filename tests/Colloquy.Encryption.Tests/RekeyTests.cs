using Colloquy.Storage.Conformance;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using static Colloquy.Encryption.Tests.Rekeying;

namespace Colloquy.Encryption.Tests;

/// <summary>Everything is encrypted anew where it is, and nobody sees anything of it.</summary>
public abstract class RekeyTests<THarness> : IAsyncLifetime
    where THarness : StoreHarness, new()
{
    private readonly THarness _harness = new();
    private readonly KeyRing _ring = Rings.New("k1");
    private readonly FakeTimeProvider _clock = new();
    private ISessionStore _inner = null!;

    /// <summary>The distance between the writes before which the store dies.</summary>
    protected virtual int Stride => 1;

    public async ValueTask InitializeAsync() => _inner = await _harness.OpenAsync(_clock, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _inner.DisposeAsync();
        await _harness.DisposeAsync();
        _ring.Dispose();
    }

    [Fact]
    public async Task Everything_is_read_as_before_and_nothing_is_stored_as_before()
    {
        await using var store = await OpenAsync(_inner, _ring);
        await using var other = await OpenAsync(_inner, _ring);
        await FillAsync(store);
        var (before, stored) = (await DescribeAsync(store), await ReadStoredAsync(_inner));
        Assert.Equal(before, await DescribeAsync(other));
        var told = new List<RekeyReport>();

        var report = await store.RekeyAsync(Alone, new Told(told.Add));

        Assert.Equal((3, 3, 4, true), (report.Owners, report.TotalOwners, report.Sessions, report.IsComplete));
        Assert.Empty(report.Problems);
        Assert.True(report.Entries > 10 && told.Count > 10);
        Assert.Empty(stored.Intersect(await ReadStoredAsync(_inner)));
        await using var fresh = await OpenAsync(_inner, _ring);
        foreach (var reader in (EncryptedSessionStore[])[store, other, fresh])
            Assert.Equal(before, await DescribeAsync(reader));
        Assert.DoesNotContain(await store.ListOwnerKeysAsync().ToListAsync(), owner => owner.IsRekeying);
    }

    [Fact]
    public async Task A_store_that_dies_before_any_of_its_writes_is_whole_and_the_next_call_goes_on()
    {
        await using var store = await OpenAsync(_inner, _ring);
        await FillAsync(store);
        var before = await DescribeAsync(store);

        for (var writes = 0; ; writes += Stride)
        {
            var stored = await ReadStoredAsync(_inner);
            var (done, storage) = (new RekeyReport(), new Dying(_inner, writes));
            await using (var dying = await EncryptedSessionStore.OpenAsync(storage, _ring))
                await Record.ExceptionAsync(() => dying.RekeyAsync(Alone, new Told(report => done = report)));

            await using (var survivor = await OpenAsync(_inner, _ring))
                Assert.Equal(before, await DescribeAsync(survivor));
            if (!storage.IsDead)
                break;

            var report = await store.RekeyAsync(new RekeyOptions { KeyCacheDuration = TimeSpan.Zero, Scrub = false });

            Assert.True(report.IsComplete);
            Assert.Equal((3, 4), (done.Owners + report.Owners, done.Sessions + report.Sessions));
            Assert.Empty(stored.Intersect(await ReadStoredAsync(_inner)));
            Assert.Equal(before, await DescribeAsync(store));
        }
    }

    [Fact]
    public async Task What_a_process_writes_that_remembers_the_old_keys_can_be_read()
    {
        await using var store = await OpenAsync(_inner, _ring);
        await using var other = await OpenAsync(_inner, _ring);
        await FillAsync(store);
        var session = await other.OpenAsync(new SessionKey("one", Ada));
        await session.AddAsync(new ChatMessage(ChatRole.User, "Before."));
        await store.RekeyAsync(Alone);

        await session.AddAsync(new ChatMessage(ChatRole.User, [new TextContent("After."), new DataContent(new byte[80_000], "image/png")]));
        await session.SetTitleAsync("Another");
        await session.AddAsync(new ChatMessage(ChatRole.User, "Last."));

        await using var fresh = await OpenAsync(_inner, _ring);
        foreach (var reader in (EncryptedSessionStore[])[store, other, fresh])
        {
            var found = await reader.OpenAsync(session.Key);
            Assert.Equal(["Before.", "After.", "Last."], (await found.GetItemsAsync(3)).Select(item => item.Text));
            Assert.Equal("Another", found.Record.Details.Title);
            Assert.True((await found.VerifyAsync()).IsIntact);
        }
    }

    [Fact]
    public async Task State_and_memories_that_are_written_before_a_process_learns_of_the_new_keys_are_encrypted_anew_too()
    {
        var time = new FakeTimeProvider();
        var options = new EncryptionOptions { TimeProvider = time, KeyCacheDuration = TimeSpan.FromMinutes(5) };
        await using var store = await OpenAsync(_inner, _ring, options);
        await using var other = await OpenAsync(_inner, _ring, options);
        await FillAsync(store);
        await DescribeAsync(other);
        var (waits, waiting) = (0, new SemaphoreSlim(0));
        var rekeying = store.RekeyAsync(new RekeyOptions { Owner = Ada }, new Told(report => waits += report.Waiting is null ? 0 : waiting.Release() + 1));

        for (var i = 0; i < 2; i++)
        {
            Assert.NotSame(rekeying, await Task.WhenAny(rekeying, waiting.WaitAsync(TestContext.Current.CancellationToken)));
            await WriteAsync($"wait {i}, with keys that are remembered");
            time.Advance(TimeSpan.FromMinutes(4));
            await WriteAsync($"wait {i}, at its end");
            Assert.False(rekeying.IsCompleted);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.True((await rekeying).IsComplete);
        Assert.Equal(2, waits);
        await using var fresh = await OpenAsync(_inner, _ring);
        foreach (var reader in (EncryptedSessionStore[])[store, other, fresh])
        {
            Assert.DoesNotContain(await reader.ListAsync(Ada), state => state.Unreadable is not null);
            var drink = Assert.Single((await reader.ListAsync(new MemoryListing(Ada))).Items, item => item.Key == "drink");
            Assert.Equal(("wait 1, at its end", 5), (drink.Text, drink.Version));
            Assert.Equal(drink.Id, (await reader.FindAsync(new MemoryOwner(Ada), "drink"))?.Id);
            Assert.Equal(drink.Id, Assert.Single((await reader.FindNearestAsync(Ada, Vector, 10)).Found).Id);
        }

        async Task WriteAsync(string text)
        {
            foreach (var writer in (EncryptedSessionStore[])[store, other])
            {
                var session = await writer.OpenAsync(new SessionKey(text, Ada));
                await session.AddAsync(new ChatMessage(ChatRole.User, text));
                await session.State.SetAsync(text, 1, Scope.User);
                var drink = (await writer.FindAsync(new MemoryOwner(Ada), "drink"))!;
                Assert.Equal(drink.Id, Assert.Single((await writer.FindNearestAsync(Ada, Vector, 10)).Found).Id);
                Assert.Empty((await writer.ListAsync(new MemoryListing(Ada) { WithoutVectorLike = Vector })).Items);
            }

            await other.PutAsync(Memory(Ada, "drink", text) with { Vector = Vector });
            Assert.Equal(text, (await store.FindAsync(new MemoryOwner(Ada), "drink"))?.Text);
        }
    }

    [Fact]
    public async Task Applications_go_on_while_everything_is_encrypted_anew()
    {
        var options = new EncryptionOptions { KeyCacheDuration = TimeSpan.FromMilliseconds(100) };
        await using var store = await OpenAsync(_inner, _ring, options);
        await FillAsync(store);
        var isOver = false;
        var applications = Enumerable.Range(0, 3).Select(number => Task.Run(async () =>
        {
            await using var own = await OpenAsync(_inner, _ring, options);
            var session = await own.OpenAsync(new SessionKey($"app {number}", Ada));
            var written = 0;
            for (; !isOver; written++)
            {
                await session.AddAsync(new ChatMessage(ChatRole.User, $"{written}"));
                await session.State.SetAsync($"n{number}", written, Scope.User);
                await session.SetTitleAsync($"{written}");
                await own.PutAsync(Memory(Ada, $"m{number}", $"{written}"));
                Assert.Equal(written + 1, (await session.GetItemsAsync(1_000)).Count(item => item.Unreadable is null));
                Assert.Equal($"{written}", (await own.FindAsync(new MemoryOwner(Ada), $"m{number}"))?.Text);
            }

            return written;
        })).ToList();

        // SQLite waits for a moment without a write before it writes the file anew, and there is none.
        var first = await store.RekeyAsync(new RekeyOptions { Scrub = false });
        var second = await store.RekeyAsync(new RekeyOptions { Scrub = false });
        isOver = true;

        Assert.Equal((true, true), (first.IsComplete, second.IsComplete));
        await using var fresh = await OpenAsync(_inner, _ring);
        for (var number = 0; number < 3; number++)
        {
            var written = await applications[number];
            var session = await fresh.OpenAsync(new SessionKey($"app {number}", Ada));
            Assert.Equal(Enumerable.Range(0, written).Select(count => $"{count}"), (await session.GetItemsAsync(100_000)).Select(item => item.Text));
            Assert.Equal((written - 1, $"{written - 1}"), (await session.State.GetAsync<int>($"n{number}", Scope.User), session.Record.Details.Title));
            Assert.Equal((written, $"{written - 1}"), await fresh.FindAsync(new MemoryOwner(Ada), $"m{number}") is { } item ? (item.Version, item.Text) : default);
            Assert.True((await session.VerifyAsync()).IsIntact);
        }
    }

    [Fact]
    public async Task A_session_that_moves_to_the_front_while_sessions_are_listed_is_not_missed()
    {
        await using var other = await OpenAsync(_inner, _ring);
        foreach (var id in (string[])["oldest", "middle", "newest"])
            await AddAsync(await other.OpenAsync(new SessionKey(id, Ada)), "one");
        var oldest = await other.OpenAsync(new SessionKey("oldest", Ada));
        var stored = await ReadStoredAsync(_inner);
        await using var store = await EncryptedSessionStore.OpenAsync(new OneAtATime(_inner, () => AddAsync(oldest, "two")), _ring);

        var report = await store.RekeyAsync(Alone);

        Assert.Equal((3, true), (report.Sessions, report.IsComplete));
        Assert.Empty(stored.Intersect(await ReadStoredAsync(_inner)));
        await using var fresh = await OpenAsync(_inner, _ring);
        Assert.Equal(["one", "two"], (await (await fresh.OpenAsync(oldest.Key)).GetItemsAsync()).Select(item => item.Text));
    }

    [Fact]
    public async Task A_session_is_not_missed_among_others_that_have_new_keys_already()
    {
        await using var other = await OpenAsync(_inner, _ring);
        var oldest = await other.OpenAsync(new SessionKey("oldest", Ada));
        await AddAsync(oldest, "one");
        await StopWhenGivenAsync(other);
        foreach (var id in (string[])["middle", "newest"])
            await AddAsync(await other.OpenAsync(new SessionKey(id, Ada)), "one");
        await using var store = await EncryptedSessionStore.OpenAsync(new OneAtATime(_inner, () => AddAsync(oldest, "two")), _ring);

        var report = await store.RekeyAsync(Alone);

        Assert.Equal((1, true), (report.Sessions, report.IsComplete));
        await using var fresh = await OpenAsync(_inner, _ring);
        Assert.Equal(["one", "two"], (await (await fresh.OpenAsync(oldest.Key)).GetItemsAsync()).Select(item => item.Text));
    }

    [Fact]
    public async Task An_entry_that_was_pruned_before_its_session_was_copied_is_known_to_be_so_afterwards()
    {
        await using var store = await OpenAsync(_inner, _ring);
        await (await store.OpenAsync(new SessionKey("one", Ada))).AddAsync([new(ChatRole.User, "one"), new(ChatRole.User, "two")]);
        var whole = await SessionPart.CollectAsync(store.CopyAsync(new SessionKey("one", Ada)));
        var copy = new SessionKey("copy", Ada);
        await store.RestoreAsync(copy, new[] { whole with { Entries = [whole.Entries[0] with { Payload = default, Salt = default }, .. whole.Entries.Skip(1)] } }.ToAsyncEnumerable());
        var before = (await store.ReadAsync(copy, LogRead.All())).Entries.Select(entry => entry.IsPruned).ToList();

        await store.RekeyAsync(Alone);

        Assert.True(before[0]);
        await using var fresh = await OpenAsync(_inner, _ring);
        Assert.Equal(before, (await fresh.ReadAsync(copy, LogRead.All())).Entries.Select(entry => entry.IsPruned));
    }

    [Fact]
    public async Task A_vector_that_is_computed_while_its_memory_is_encrypted_anew_is_kept()
    {
        await using var store = await OpenAsync(_inner, _ring);
        var item = await store.PutAsync(Memory(Ada, "drink", "likes tea"));
        await using var other = await EncryptedSessionStore.OpenAsync(new BeforeVectors(_inner, () => store.RekeyAsync(Alone)), _ring);

        Assert.True(await other.SetVectorAsync(Ada, item.Id, item.Version, Vector));

        Assert.Equal(item.Id, Assert.Single((await store.FindNearestAsync(Ada, Vector, 10)).Found).Id);
        Assert.NotNull((await store.ReadVectorsAsync(Ada, [item.Id]))[0]);
    }

    [Fact]
    public async Task One_owner_can_be_given_new_keys()
    {
        await using var store = await OpenAsync(_inner, _ring);
        await FillAsync(store);
        var before = await DescribeAsync(store);
        var stored = await ReadStoredAsync(_inner);

        var report = await store.RekeyAsync(new RekeyOptions { Owner = Ben, KeyCacheDuration = TimeSpan.Zero });

        Assert.Equal((1, 1, 2, true), (report.Owners, report.TotalOwners, report.Sessions, report.IsComplete));
        Assert.Equal(before, await DescribeAsync(store));
        var same = stored.Intersect(await ReadStoredAsync(_inner)).Count();
        Assert.InRange(same, stored.Count / 2, stored.Count - 10);
        Assert.Equal(0, (await store.RekeyAsync(new RekeyOptions { Owner = new SessionOwner("nobody"), KeyCacheDuration = TimeSpan.Zero })).Owners);
    }

    [Fact]
    public async Task A_restoration_that_began_before_a_rekeying_and_ends_after_it_can_be_read()
    {
        await using var store = await OpenAsync(_inner, _ring);
        await using var other = await OpenAsync(_inner, _ring);
        await FillAsync(store);
        var key = new SessionKey("kept", Ada);
        var parts = await store.CopyAsync(key).ToListAsync();
        var before = await store.ReadAsync(key, LogRead.All());
        var copy = new SessionKey("kept", new SessionOwner("ada", "elsewhere"));
        await store.CreateAsync(new SessionKey("other", copy.Owner));

        await other.RestoreAsync(copy, InBetween());

        await using var fresh = await OpenAsync(_inner, _ring);
        Assert.Equal(before.Entries.Select(entry => Convert.ToHexString(entry.Payload.Span)), (await fresh.ReadAsync(copy, LogRead.All())).Entries.Select(entry => Convert.ToHexString(entry.Payload.Span)));

        async IAsyncEnumerable<SessionPart> InBetween()
        {
            foreach (var part in parts)
                yield return part with { Entries = [.. part.Entries], Facts = part.Facts };
            await store.RekeyAsync(Alone);
        }
    }

    /// <summary>Adds a message, some time after all others.</summary>
    private async Task AddAsync(Session session, string text)
    {
        _clock.Advance(TimeSpan.FromHours(1));
        await session.AddAsync(new ChatMessage(ChatRole.User, text));
    }

    /// <summary>Stops a re-keying when the new keys are used and no data is encrypted anew yet.</summary>
    private static async Task StopWhenGivenAsync(EncryptedSessionStore store)
    {
        using var stop = new CancellationTokenSource();
        var waits = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.RekeyAsync(Alone, new Told(report => Stop(report.Waiting)), stop.Token));

        void Stop(TimeSpan? waiting)
        {
            if (waiting is not null && ++waits == 2)
                stop.Cancel();
        }
    }

    /// <summary>Lists all sessions one at a time, and does something after the first page.</summary>
    private sealed class OneAtATime(ISessionStore storage, Func<Task> after) : DelegatingSessionStore(new InMemorySessionStore())
    {
        private bool _isDone;

        protected override ISessionStore Inner => storage;

        public override async ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default)
        {
            var page = await base.ListAsync(owner, query.UpdatedSince is null ? query with { Limit = 1 } : query, cancellationToken);
            if (!_isDone)
                await after();
            _isDone = true;
            return page;
        }
    }
}

public sealed class RekeyInMemory : RekeyTests<InMemoryHarness>;

public sealed class RekeySqlite : RekeyTests<SqliteHarness>
{
    protected override int Stride => 7;
}

public sealed class RekeyPostgres : RekeyTests<PostgresHarness>
{
    protected override int Stride => 7;
}
