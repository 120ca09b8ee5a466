using Colloquy.Sqlite;
using Microsoft.Extensions.AI;
using static Colloquy.Encryption.Tests.Rekeying;

namespace Colloquy.Encryption.Tests;

/// <summary>What a re-keying leaves in a file, and what it does with a file that somebody changed.</summary>
public sealed class RekeyFileTests : IDisposable
{
    private static readonly SessionKey Key = new("one", "ada");

    private readonly SqliteFile _file = new();
    private readonly string[] _lines = [KeyRing.CreateLine("k1"), KeyRing.CreateLine("k2")];

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Nothing_of_what_was_replaced_is_left_in_the_files()
    {
        using var ring = Rings.Of(_lines[0]);
        await using var store = await _file.OpenAsync(ring, new EncryptionOptions { BlindIndex = true });
        await FillAsync(store);
        await (await store.OpenAsync(Key)).SearchAsync("pump");
        HashSet<string> pieces;
        await using (var plain = await SqliteSessionStore.OpenAsync(_file.Path))
            pieces = await ReadStoredAsync(plain);
        pieces.RemoveWhere(piece => piece.Contains(',', StringComparison.Ordinal) || piece.StartsWith("7B22", StringComparison.Ordinal));
        pieces.UnionWith(_file.Dump("state").Split('|').Where(value => value.StartsWith("7B22", StringComparison.Ordinal)).Select(record => WrappedIn(System.Text.Encoding.UTF8.GetString(Convert.FromHexString(record)))));
        pieces.UnionWith(_file.Dump("search_texts").Split(' ', '|').Where(word => word.Length == 20));
        Assert.InRange(FindIn(_file.Folder, pieces).Count, 30, 1_000);

        var report = await store.RekeyAsync(Alone);

        Assert.Equal((true, true), (report.IsComplete, report.IsScrubbed));
        await store.DisposeAsync();
        Assert.Empty(FindIn(_file.Folder, pieces));
    }

    [Fact]
    public async Task A_blind_index_finds_the_same_under_new_tokens()
    {
        using var ring = Rings.Of(_lines[0]);
        var blind = new EncryptionOptions { BlindIndex = true };
        await using var store = await _file.OpenAsync(ring, blind);
        await FillAsync(store);
        var session = await store.OpenAsync(Key);
        Assert.Equal(1, (await session.SearchAsync("pump")).Total);
        var before = Tokens();
        using var stop = new CancellationTokenSource();
        var waits = 0;

        // Stopped when new tokens begin to stand beside old ones.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.RekeyAsync(Alone, new Told(report => Stop(report.Waiting)), stop.Token));
        await session.AddAsync(new ChatMessage(ChatRole.User, "The pump is dry."));
        var between = (await session.SearchAsync("pump")).Total;
        await store.RekeyAsync(Alone);

        Assert.Equal((2, 2), (between, (await session.SearchAsync("pump")).Total));
        Assert.Equal(1, (await session.SearchAsync("\"pump leaks\"")).Total);
        Assert.NotEmpty(Tokens());
        Assert.Empty(before.Intersect(Tokens()));

        void Stop(TimeSpan? waiting)
        {
            if (waiting is not null && ++waits == 2)
                stop.Cancel();
        }

        HashSet<string> Tokens() => [.. _file.Dump("search_texts").Split(' ', '|').Where(word => word.Length == 20 && word.All(char.IsAsciiHexDigitLower))];
    }

    [Fact]
    public async Task What_the_ring_cannot_decrypt_stays_as_it_is_and_is_done_by_the_next_call_with_the_key()
    {
        await SayAsync(_lines[..1], Key);
        await SayAsync(_lines, new SessionKey("one", "ben"));
        var before = _file.Dump("entries", "state").Split('\n').ToHashSet();
        using (var ring = Rings.Of(_lines[0]))
        await using (var store = await _file.OpenAsync(ring))
        {
            var report = await store.RekeyAsync(Alone);

            Assert.Equal((1, 2, 1, false), (report.Owners, report.TotalOwners, report.Sessions, report.IsComplete));
            Assert.Contains("The keys of user 'ben' in app 'default' were left as they are. The key 'k2' is needed", Assert.Single(report.Problems), StringComparison.Ordinal);
            Assert.DoesNotContain(await store.ListOwnerKeysAsync().ToListAsync(), owner => owner.IsRekeying);
        }

        Assert.NotEmpty(before.Intersect(_file.Dump("entries", "state").Split('\n').Where(row => row.Length > 0)));
        using var both = Rings.Of(_lines);
        await using var whole = await _file.OpenAsync(both);
        var rest = await whole.RekeyAsync(Alone);
        Assert.Equal((1, 1, 1, true), (rest.Owners, rest.TotalOwners, rest.Sessions, rest.IsComplete));
        Assert.Empty(before.Intersect(_file.Dump("entries", "state").Split('\n').Where(row => row.Length > 0)));
        foreach (var user in (string[])["ada", "ben"])
            Assert.Equal("Hello.", (await (await whole.OpenAsync(new SessionKey("one", user))).GetItemsAsync())[0].Text);
    }

    [Fact]
    public async Task A_session_with_a_damaged_entry_keeps_its_old_key_until_it_is_mended_or_deleted()
    {
        using var ring = Rings.Of(_lines[0]);
        await using var store = await _file.OpenAsync(ring);
        foreach (var id in (string[])["one", "two"])
            await (await store.OpenAsync(new SessionKey(id, "ada"))).AddAsync([new(ChatRole.User, "Hello."), new(ChatRole.Assistant, "Good day.")]);
        _file.Execute("UPDATE entries SET payload = flip(payload, 40) WHERE id = (1 << 31) + 2");

        var report = await store.RekeyAsync(Alone);

        Assert.Equal((0, 1, 1, false), (report.Owners, report.TotalOwners, report.Sessions, report.IsComplete));
        Assert.Contains("'one'", Assert.Single(report.Problems), StringComparison.Ordinal);
        Assert.Equal([new Position(2)], await (await store.OpenAsync(Key)).ReadEventsAsync().Where(found => found.Unreadable is not null).Select(found => found.Position).ToListAsync());

        _file.Execute("UPDATE entries SET payload = flip(payload, 40) WHERE id = (1 << 31) + 2");
        var next = await store.RekeyAsync(Alone);

        Assert.Equal((1, 1, true), (next.Owners, next.Sessions, next.IsComplete));
        Assert.Equal(["Hello.", "Good day."], (await (await store.OpenAsync(Key)).GetItemsAsync()).Select(item => item.Text));
    }

    [Fact]
    public async Task What_was_replaced_is_refused_when_somebody_puts_it_back()
    {
        using var ring = Rings.Of(_lines[0]);
        await using var store = await _file.OpenAsync(ring);
        var session = await store.OpenAsync(Key);
        await session.AddAsync([new(ChatRole.User, "I owe you 1"), new(ChatRole.Assistant, "I owe you 2")]);
        await session.State.SetAsync("a", 1, Scope.User);
        _file.Execute("CREATE TABLE before AS SELECT * FROM entries; CREATE TABLE state_before AS SELECT * FROM state WHERE key = 'a'");
        await store.RekeyAsync(Alone);

        _file.Execute("UPDATE entries SET payload = (SELECT payload FROM before b WHERE b.id = entries.id) WHERE id = (1 << 31) + 2; UPDATE state SET value = (SELECT value FROM state_before) WHERE key = 'a'");

        await using var fresh = await _file.OpenAsync(ring);
        foreach (var reader in (EncryptedSessionStore[])[store, fresh])
        {
            var refused = await Assert.ThrowsAsync<CorruptDataException>(async () => await reader.ReadAsync(Key, LogRead.All()));
            Assert.Equal((Key, new Position(2)), (refused.Key, refused.Position));
            Assert.NotNull(Assert.Single(await reader.ListAsync(Key.Owner)).Unreadable);
        }
    }

    [Fact]
    public async Task Entries_are_refused_as_before_when_they_were_changed_or_moved()
    {
        using var ring = Rings.Of(_lines[0]);
        await using var store = await _file.OpenAsync(ring);
        await (await store.OpenAsync(Key)).AddAsync([new(ChatRole.User, "I owe you 1"), new(ChatRole.User, "I owe you 2"), new(ChatRole.User, "I owe you 3")]);
        await store.RekeyAsync(Alone);
        _file.Execute("CREATE TABLE after AS SELECT * FROM entries");

        foreach (var change in (string[])["flip(payload, 40)", "flip(payload, 1)", "substr(payload, 1, 60)", "(SELECT payload FROM after a WHERE a.id = entries.id + 1)"])
        {
            _file.Execute($"UPDATE entries SET payload = {change} WHERE id = (1 << 31) + 2");
            await using var reader = await _file.OpenAsync(ring);
            Assert.Equal(new Position(2), (await Assert.ThrowsAsync<CorruptDataException>(async () => await reader.ReadAsync(Key, LogRead.All()))).Position);
            _file.Execute("UPDATE entries SET payload = (SELECT payload FROM after a WHERE a.id = entries.id)");
        }

        Assert.Equal(3, (await (await store.OpenAsync(Key)).GetItemsAsync()).Count);
    }

    [Fact]
    public async Task A_store_that_replaces_no_bytes_is_named_and_a_negative_time_is_refused()
    {
        using var ring = Rings.Of(_lines[0]);
        await using var store = await EncryptedSessionStore.OpenAsync(new WithoutRewriting(new InMemorySessionStore()), ring);
        await using var whole = await _file.OpenAsync(ring);

        Assert.Contains("IContentRewriting", (await Assert.ThrowsAsync<NotSupportedException>(() => store.RekeyAsync(Alone))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => whole.RekeyAsync(new RekeyOptions { KeyCacheDuration = TimeSpan.FromTicks(-1) }));
        Assert.Null(((ISessionStore)whole).GetService<IContentRewriting>());
    }

    private async Task SayAsync(string[] lines, SessionKey key)
    {
        using var ring = Rings.Of(lines);
        await using var store = await _file.OpenAsync(ring);
        await (await store.OpenAsync(key)).AddAsync(new ChatMessage(ChatRole.User, "Hello."));
    }

    /// <summary>The beginning of an owner's encrypted key, in the record of the keys.</summary>
    private static string WrappedIn(string record) => record[record.IndexOf("\"wrapped\":\"", StringComparison.Ordinal)..][..40];

    /// <summary>Returns what the files of a folder have, as bytes or as text. Of bytes, the id of the key and the nonce are looked for.</summary>
    private static List<string> FindIn(string folder, HashSet<string> pieces)
    {
        List<string> found = [];
        foreach (var path in Directory.GetFiles(folder))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            var (hex, text) = (Convert.ToHexString(bytes), System.Text.Encoding.Latin1.GetString(bytes));
            found.AddRange(pieces.Where(piece => text.Contains(piece, StringComparison.Ordinal) || (piece.Length > 40 && hex.Contains(piece[..34], StringComparison.Ordinal))));
        }

        return found;
    }

    private sealed class WithoutRewriting(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public override object? GetService(Type serviceType) => serviceType == typeof(IContentRewriting) ? null : base.GetService(serviceType);
    }
}
