using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Encryption.Tests;

/// <summary>Wrong, rotated and destroyed keys.</summary>
public sealed class KeyTests : IDisposable
{
    private static readonly SessionKey Key = new("one", "ada");

    private readonly SqliteFile _file = new();
    private readonly string[] _lines = [KeyRing.CreateLine("k1"), KeyRing.CreateLine("k2"), KeyRing.CreateLine("k3")];

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_ring_without_the_key_opens_nothing_changes_nothing_and_says_which_key_is_needed()
    {
        await SayAsync(_lines[..1], Key);
        var before = await DumpAsync();
        using var wrong = Rings.Of(_lines[1..]);

        var refused = await Assert.ThrowsAsync<EncryptionKeyException>(() => _file.OpenAsync(wrong));

        Assert.Equal((EncryptionKeyProblem.NotInRing, "k1"), (refused.Problem, refused.KeyId));
        Assert.Contains("The key 'k1' is needed, and the ring does not have it. It has 'k2', 'k3'.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DumpAsync());
        Assert.Equal(["Hello."], await HearAsync(_lines[..1], Key));
    }

    [Fact]
    public async Task Another_key_under_the_same_id_opens_nothing()
    {
        await SayAsync(_lines[..1], Key);
        var before = await DumpAsync();
        using var wrong = Rings.New("k1");

        var refused = await Assert.ThrowsAsync<EncryptionKeyException>(() => _file.OpenAsync(wrong));

        Assert.Equal((EncryptionKeyProblem.DoesNotOpen, "k1"), (refused.Problem, refused.KeyId));
        Assert.Equal(before, await DumpAsync());
    }

    [Fact]
    public async Task A_key_that_only_some_owners_need_keeps_the_others_from_nothing()
    {
        await SayAsync(_lines[..1], Key);
        await SayAsync(_lines[..2], new SessionKey("two", "ben"));
        using var first = Rings.Of(_lines[0]);
        var owners = new List<string>();
        using (var both = Rings.Of(_lines[..2]))
        await using (var all = await _file.OpenAsync(both))
            owners.AddRange((await all.ListOwnerKeysAsync().ToListAsync()).Select(info => $"{info.Owner} {info.RingKeyId}"));
        Assert.Equal(["user 'ada' in app 'default' k1", "user 'ben' in app 'default' k2"], owners.Order(StringComparer.Ordinal));

        await using var store = await _file.OpenAsync(first);
        var session = await store.OpenAsync(Key);
        Assert.Equal("Hello.", (await session.GetItemsAsync())[0].Text);
        Assert.Equal("k2", (await Assert.ThrowsAsync<EncryptionKeyException>(() => store.OpenAsync(new SessionKey("two", "ben")))).KeyId);
    }

    [Fact]
    public async Task Rotation_puts_owners_keys_under_the_newest_key_and_touches_no_data()
    {
        foreach (var user in (string[])["ada", "ben", "carol"])
            await SayAsync(_lines[..1], new SessionKey("one", user));
        var before = await DumpAsync("sessions", "entries");
        using var ring = Rings.Of(_lines[..2]);
        var told = new List<KeyRotation>();

        await using (var store = await _file.OpenAsync(ring))
        {
            var rotation = await store.RotateKeysAsync(new Told(told));
            var again = await store.RotateKeysAsync();
            Assert.Equal((3, 3, 0), (rotation.Owners, rotation.Rewrapped, rotation.Problems.Count));
            Assert.Equal((3, 0), (again.Owners, again.Rewrapped));
            Assert.Equal([1, 2, 3], told.Select(state => state.Rewrapped));
        }

        Assert.Equal(before, await DumpAsync("sessions", "entries"));
        Assert.Equal(["Hello."], await HearAsync(_lines[1..2], new SessionKey("one", "ben")));
        using var old = Rings.Of(_lines[0]);
        Assert.Equal("k2", (await Assert.ThrowsAsync<EncryptionKeyException>(() => _file.OpenAsync(old))).KeyId);
    }

    [Fact]
    public async Task A_rotation_that_is_stopped_goes_on_later()
    {
        foreach (var user in (string[])["ada", "ben", "carol"])
            await SayAsync(_lines[..1], new SessionKey("one", user));
        using var ring = Rings.Of(_lines[..2]);
        await using var store = await _file.OpenAsync(ring);
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.RotateKeysAsync(new Told([], stop.Cancel), stop.Token));
        var rest = await store.RotateKeysAsync();

        Assert.Equal((3, 2), (rest.Owners, rest.Rewrapped));
    }

    [Fact]
    public async Task A_rotation_leaves_what_the_ring_cannot_decrypt_and_names_it()
    {
        await SayAsync(_lines[..1], Key);
        await SayAsync(_lines[..2], new SessionKey("one", "ben"));
        using var ring = Rings.Of(_lines[0], _lines[2]);
        await using var store = await _file.OpenAsync(ring);

        var rotation = await store.RotateKeysAsync();

        Assert.Equal((2, 1), (rotation.Owners, rotation.Rewrapped));
        Assert.Contains("The key of user 'ben' in app 'default' was left as it is. The key 'k2' is needed", Assert.Single(rotation.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_destroyed_key_encrypted_cannot_be_read_and_the_rest_can()
    {
        using var ring = Rings.Of(_lines[0]);
        await using var store = await _file.OpenAsync(ring);
        foreach (var user in (string[])["ada", "ben"])
        {
            var session = await store.OpenAsync(new SessionKey("one", user));
            await session.AddAsync(new ChatMessage(ChatRole.User, "Hello."));
            await session.SetTitleAsync("Greeting");
            await session.State.SetAsync("a", 1, Scope.User);
            await session.GetMemory().AddAsync("likes tea");
        }

        var keys = ((ISessionStore)store).GetService<IOwnerKeys>()!;
        Assert.True(await keys.DestroyOwnerKeyAsync(Key.Owner));
        Assert.False(await keys.DestroyOwnerKeyAsync(Key.Owner));

        var refused = await Assert.ThrowsAsync<EncryptionKeyException>(async () => await store.ReadAsync(Key, LogRead.All()));
        Assert.Equal((EncryptionKeyProblem.Gone, Key), (refused.Problem, refused.Key));
        Assert.Equal(Key, Assert.Single((await store.ListAsync(Key.Owner, new SessionQuery())).Unreadable).Key);
        Assert.NotNull((await store.ListAsync(Key.Owner))[0].Unreadable);
        Assert.NotNull(Assert.Single(await store.GetMemory(Key.Owner).ListAsync().ToListAsync()).Unreadable);
        Assert.Equal("Hello.", (await (await store.OpenAsync(new SessionKey("one", "ben"))).GetItemsAsync())[0].Text);

        // The owner comes again, and has another key.
        Assert.True(await store.DeleteAsync(Key));
        var next = await store.OpenAsync(Key);
        await next.AddAsync(new ChatMessage(ChatRole.User, "Hello again."));
        await next.State.SetAsync("a", 2, Scope.User);
        Assert.Equal(("Hello again.", 2), ((await next.GetItemsAsync())[0].Text, await next.State.GetAsync<int>("a", Scope.User)));
    }

    [Fact]
    public async Task A_key_that_a_held_or_an_immutable_session_is_read_with_is_not_destroyed_until_nothing_protects_the_session()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var ring = Rings.Of(_lines[0]);
        await using var store = await _file.OpenAsync(ring, new EncryptionOptions { TimeProvider = time });
        var session = await store.OpenAsync(Key);
        await session.AddAsync(new ChatMessage(ChatRole.User, "Hello."));
        await session.Retention.SetAsync(new RetentionPolicy { Immutable = true, Ttl = TimeSpan.FromDays(30) });
        await session.Retention.HoldAsync("case 17", "Requested by the court");

        var held = await Assert.ThrowsAsync<SessionHeldException>(async () => await store.DestroyOwnerKeyAsync(Key.Owner));
        await session.Retention.LiftHoldAsync("case 17");
        var immutable = await Assert.ThrowsAsync<SessionImmutableException>(async () => await store.DestroyOwnerKeyAsync(Key.Owner));

        Assert.Equal((Key, Key), (held.Key, immutable.Key));
        Assert.Equal("Hello.", Assert.Single(await session.GetItemsAsync()).Text);
        Assert.False(await store.DestroyOwnerKeyAsync(new SessionOwner("ben")));
        time.Advance(TimeSpan.FromDays(31));
        Assert.True(await store.DestroyOwnerKeyAsync(Key.Owner));
    }

    [Fact]
    public async Task An_erasure_reports_a_session_that_was_made_and_held_meanwhile_and_keeps_its_key()
    {
        using var ring = Rings.Of(_lines[0]);
        await using var store = new LateHold(await _file.OpenAsync(ring));
        await (await store.OpenAsync(Key)).AddAsync(new ChatMessage(ChatRole.User, "Hello."));

        var report = await store.EraseUserAsync(Key.Owner);

        Assert.Equal((LateHold.Key, KeptReason.Held), (Assert.Single(report.Kept).Key, report.Kept[0].Reason));
        Assert.False(report.IsKeyDestroyed);
        Assert.Equal("Wait.", Assert.Single(await (await store.FindAsync(LateHold.Key))!.GetItemsAsync()).Text);
    }

    [Fact]
    public async Task A_backup_without_the_keys_cannot_be_read_once_they_are_destroyed()
    {
        await using var keyStore = new InMemorySessionStore();
        var options = new EncryptionOptions { KeyStore = keyStore };
        using var ring = Rings.Of(_lines[0]);
        await using (var store = await _file.OpenAsync(ring, options))
            await (await store.OpenAsync(Key)).AddAsync(new ChatMessage(ChatRole.User, "Hello."));
        var backup = await File.ReadAllBytesAsync(_file.Path);
        await using (var store = await _file.OpenAsync(ring, options))
        {
            Assert.Equal("Hello.", (await (await store.OpenAsync(Key)).GetItemsAsync())[0].Text);
            await store.DestroyOwnerKeyAsync(Key.Owner);
        }

        await File.WriteAllBytesAsync(_file.Path, backup);
        await using var restored = await _file.OpenAsync(ring, options);

        Assert.Equal(EncryptionKeyProblem.Gone, (await Assert.ThrowsAsync<EncryptionKeyException>(async () => await restored.ReadAsync(Key, LogRead.All()))).Problem);
    }

    [Fact]
    public async Task Another_process_forgets_a_destroyed_key_in_its_time()
    {
        var time = new FakeTimeProvider();
        using var ring = Rings.Of(_lines[0]);
        await using var store = await _file.OpenAsync(ring);
        await using var other = await _file.OpenAsync(ring, new EncryptionOptions { TimeProvider = time, KeyCacheDuration = TimeSpan.FromMinutes(1) });
        await (await store.OpenAsync(Key)).AddAsync(new ChatMessage(ChatRole.User, "Hello."));
        Assert.NotEmpty((await other.ReadAsync(Key, LogRead.All())).Entries);
        await store.DestroyOwnerKeyAsync(Key.Owner);

        Assert.NotEmpty((await other.ReadAsync(Key, LogRead.All())).Entries);
        time.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<EncryptionKeyException>(async () => await other.ReadAsync(Key, LogRead.All()));
    }

    [Fact]
    public async Task A_new_session_is_put_under_no_key_that_another_process_destroyed()
    {
        using var ring = Rings.Of(_lines[0]);
        await using var store = await _file.OpenAsync(ring);
        await using var other = await _file.OpenAsync(ring);
        await store.OpenAsync(Key);
        await other.OpenAsync(Key);
        await store.DestroyOwnerKeyAsync(Key.Owner);

        await (await other.OpenAsync(new SessionKey("two", "ada"))).AddAsync(new ChatMessage(ChatRole.User, "Hello."));

        Assert.Equal(["Hello."], await HearAsync(_lines[..1], new SessionKey("two", "ada")));
    }

    [Fact]
    public async Task The_first_commit_of_a_session_that_another_process_made_again_is_readable()
    {
        using var ring = Rings.Of(_lines[0]);
        await using var store = await _file.OpenAsync(ring);
        await using var other = await _file.OpenAsync(ring);
        var session = await store.OpenAsync(Key);
        await other.DeleteAsync(Key);
        await other.CreateAsync(Key);

        await session.AddAsync(new ChatMessage(ChatRole.User, "Hello."));

        Assert.Equal(["Hello."], await HearAsync(_lines[..1], Key));
    }

    [Fact]
    public async Task Keys_of_data_protection_encrypt_too()
    {
        var provider = new EphemeralDataProtectionProvider();
        await using (var store = await _file.OpenAsync(new DataProtectionKeyRing(provider)))
            await (await store.OpenAsync(Key)).AddAsync(new ChatMessage(ChatRole.User, "Hello."));

        await using (var store = await _file.OpenAsync(new DataProtectionKeyRing(provider)))
        {
            Assert.Equal("Hello.", (await (await store.OpenAsync(Key)).GetItemsAsync())[0].Text);
            Assert.Equal(0, (await store.RotateKeysAsync()).Rewrapped);
            Assert.StartsWith("data-protection:", (await store.ListOwnerKeysAsync().SingleAsync()).RingKeyId, StringComparison.Ordinal);
        }

        var refused = await Assert.ThrowsAsync<EncryptionKeyException>(() => _file.OpenAsync(new DataProtectionKeyRing(new EphemeralDataProtectionProvider())));
        Assert.StartsWith("data-protection:", refused.KeyId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_to_another_encrypted_store_gives_all_data_new_keys()
    {
        await SayAsync(_lines[..1], Key);
        using var next = new SqliteFile();
        using var oldKeys = Rings.Of(_lines[0]);
        using var newKeys = Rings.Of(_lines[1]);
        await using (var from = await _file.OpenAsync(oldKeys))
        await using (var to = await next.OpenAsync(newKeys))
        {
            await (await from.OpenAsync(Key)).State.SetAsync("a", 1, Scope.User);
            var copy = new StoreCopy(from, to) { Source = _file.Path };
            await copy.RunAsync(TestContext.Current.CancellationToken);
            Assert.True(copy.IsFinished);
        }

        var before = _file.Dump("entries").Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        Assert.All(next.Dump("entries").Split('\n', StringSplitOptions.RemoveEmptyEntries), row => Assert.DoesNotContain(row, before));
        await using (var copied = await next.OpenAsync(newKeys))
        {
            var session = await copied.OpenAsync(Key);
            Assert.Equal(("Hello.", 1), ((await session.GetItemsAsync())[0].Text, await session.State.GetAsync<int>("a", Scope.User)));
        }

        Assert.Equal("k2", (await Assert.ThrowsAsync<EncryptionKeyException>(() => next.OpenAsync(oldKeys))).KeyId);
    }

    [Fact]
    public async Task An_erased_user_leaves_no_word_and_no_key_and_others_stay_as_they_are()
    {
        await SayAsync(_lines[..1], Key);
        await SayAsync(_lines[..1], new SessionKey("one", "ben"));
        using var ring = Rings.Of(_lines[0]);
        await using (var store = await _file.OpenAsync(ring))
        {
            var report = await store.EraseUserAsync(Key.Owner, new ErasureOptions { Scrub = true });
            Assert.Equal((1, true, true), (report.Sessions, report.IsKeyDestroyed, report.IsScrubbed));
            Assert.Equal(["user 'ben' in app 'default'"], (await store.ListOwnerKeysAsync().ToListAsync()).Select(info => $"{info.Owner}"));
        }

        Assert.DoesNotContain("ada", _file.Dump("sessions", "state", "state_owners"), StringComparison.Ordinal);
        Assert.Equal(["Hello."], await HearAsync(_lines[..1], new SessionKey("one", "ben")));
    }

    [Fact]
    public async Task Sessions_that_are_not_encrypted_are_refused_and_left_as_they_are()
    {
        await using (var plain = await Colloquy.Sqlite.SqliteSessionStore.OpenAsync(_file.Path))
            await (await plain.OpenAsync(Key)).AddAsync(new ChatMessage(ChatRole.User, "Hello."));
        var before = await DumpAsync("entries");
        using var ring = Rings.Of(_lines[0]);
        await using var store = await _file.OpenAsync(ring);

        var refused = await Assert.ThrowsAsync<EncryptionKeyException>(() => store.OpenAsync(Key));

        Assert.Equal((EncryptionKeyProblem.NotEncrypted, Key), (refused.Problem, refused.Key));
        Assert.Equal(Key, Assert.Single((await store.ListAsync(Key.Owner, new SessionQuery())).Unreadable).Key);
        Assert.Equal(before, await DumpAsync("entries"));
    }

    [Fact]
    public async Task The_reserved_names_are_nobody_elses()
    {
        using var ring = Rings.Of(_lines[0]);
        await using var store = await _file.OpenAsync(ring);
        var session = await store.OpenAsync(Key);
        await session.State.SetAsync("a", 1, Scope.User);
        var reserved = new SessionOwner("x", "colloquy.keys");

        Assert.Empty(session.Record.Details.Metadata);
        Assert.Equal(["user 'ada' in app 'default'"], (await store.ListOwnersAsync(null, 10)).Select(owner => owner.ToString()));
        await Assert.ThrowsAsync<ArgumentException>(() => session.SetMetadataAsync("colloquy.keys", "mine"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.PutAsync(new StatePut { Owner = reserved, Key = "key", Value = "1"u8.ToArray() }));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.RestoreStateAsync(reserved, []));
        Assert.Empty(await store.ListAsync(reserved));
    }

    private async Task SayAsync(string[] lines, SessionKey key)
    {
        using var ring = Rings.Of(lines);
        await using var store = await _file.OpenAsync(ring);
        await (await store.OpenAsync(key)).AddAsync(new ChatMessage(ChatRole.User, "Hello."));
    }

    private async Task<string[]> HearAsync(string[] lines, SessionKey key)
    {
        using var ring = Rings.Of(lines);
        await using var store = await _file.OpenAsync(ring);
        return [.. (await (await store.OpenAsync(key)).GetItemsAsync()).Select(item => item.Text)];
    }

    private Task<string> DumpAsync(params string[] tables) => Task.FromResult(_file.Dump(tables.Length == 0 ? ["sessions", "entries", "state", "state_owners"] : tables));

    private sealed class Told(List<KeyRotation> all, Action? after = null) : IProgress<KeyRotation>
    {
        public void Report(KeyRotation value)
        {
            all.Add(value);
            after?.Invoke();
        }
    }

    /// <summary>Between the removal of the sessions and that of the key, another one is made and held.</summary>
    private sealed class LateHold(ISessionStore inner) : DelegatingSessionStore(inner), IOwnerKeys
    {
        public static SessionKey Key { get; } = new("late", KeyTests.Key.Owner);

        public async ValueTask<bool> DestroyOwnerKeyAsync(SessionOwner owner, CancellationToken cancellationToken = default)
        {
            var session = await Inner.OpenAsync(Key, cancellationToken: cancellationToken);
            await session.AddAsync(new ChatMessage(ChatRole.User, "Wait."), cancellationToken);
            await session.Retention.HoldAsync("case 17", "Requested by the court", cancellationToken: cancellationToken);
            return await Inner.GetService<IOwnerKeys>()!.DestroyOwnerKeyAsync(owner, cancellationToken);
        }
    }
}
