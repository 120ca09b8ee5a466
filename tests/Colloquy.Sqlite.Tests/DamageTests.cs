using Colloquy.Tests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Sqlite.Tests;

public sealed class DamageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("UPDATE entries SET proof = x'00' WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET proof = 'text' WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET parent = 'none' WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET parent = 3 WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET segment = 0 WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET at = 9223372036854775807 WHERE id & 0x7fffffff = 2")]
    [InlineData("DELETE FROM entries WHERE id & 0x7fffffff = 2")]
    public async Task A_damaged_row_is_named_whichever_way_it_is_read(string damage)
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "one", "two", "three");
        Execute(damage);

        LogRead[] reads = [LogRead.Back(new(3)), LogRead.Forth(new(3)), LogRead.All(), LogRead.Back(new(3)) with { HeadersOnly = true }];

        foreach (var read in reads)
        {
            var error = await Assert.ThrowsAsync<CorruptDataException>(async () => await store.ReadAsync(Talk.Key, read));
            Assert.Equal((Talk.Key, new Position(2)), (error.Key, error.Position));
        }

        Assert.Equal(3, Assert.Single((await store.ReadAsync(Talk.Key, LogRead.Back(new(3)) with { Limit = 1 })).Entries).Position.Value);
    }

    [Fact]
    public async Task A_changed_payload_does_not_pass_for_what_was_said()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "I owe you nothing");
        Execute("UPDATE entries SET payload = CAST(replace(CAST(payload AS TEXT), 'nothing', 'a lot  ') AS BLOB)");

        var error = await Assert.ThrowsAsync<CorruptDataException>(() => store.HearAsync(Talk.Key));

        Assert.Equal(new Position(1), error.Position);
    }

    [Theory]
    [InlineData("UPDATE entries SET payload = CAST('{' AS BLOB) WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET payload = x'' WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET proof = x'00' WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET proof = 'text' WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET parent = 'none' WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET parent = 3 WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET segment = 0 WHERE id & 0x7fffffff = 2")]
    [InlineData("UPDATE entries SET at = 9223372036854775807 WHERE id & 0x7fffffff = 2")]
    [InlineData("DELETE FROM entries WHERE id & 0x7fffffff = 2")]
    public async Task A_damaged_row_takes_no_other_down(string damage)
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "one", "two", "three");
        Execute(damage);
        var session = (await store.FindAsync(Talk.Key))!;

        Assert.Equal(["one", "", "three"], (await session.GetItemsAsync()).Select(item => item.Text));
        Assert.Equal(["one", "", "three"], await session.ReadItemsAsync().Select(item => item.Text).ToListAsync());
        Assert.Equal([false, true, false], await session.ReadEventsAsync().Select(found => found.Unreadable is not null).ToListAsync());
        Assert.Equal(["one", "three"], (await session.Window.PreviewAsync()).Messages.Select(message => message.Text));
        Assert.Equal(new Position(2), Assert.Single((await session.SearchAsync("three")).Unreadable).Position);
        await session.AddAsync(new ChatMessage(ChatRole.User, "four"));
        await session.Branches.ForkAsync("fork");
        Assert.Equal("four", (await session.GetItemsAsync(1))[0].Text);
        await session.UndoTurnAsync();

        using var document = new MemoryStream();
        await session.Documents.ExportAsync(document);
        document.Position = 0;
        await using var other = new InMemorySessionStore();
        var copy = await other.ImportAsync(document);
        Assert.Equal(["one", "three"], (await copy.GetItemsAsync()).Where(item => item.Unreadable is null).Select(item => item.Text));
        Assert.Equal(new Position(2), (await copy.ReadEventsAsync().SingleAsync(found => found.Unreadable is not null)).Position);
    }

    [Theory]
    [InlineData("UPDATE sessions SET chain = x'00' WHERE id = 1")]
    [InlineData("UPDATE sessions SET metadata = '{' WHERE id = 1")]
    [InlineData("UPDATE sessions SET created = 9223372036854775807 WHERE id = 1")]
    [InlineData("UPDATE sessions SET retention = '{' WHERE id = 1")]
    [InlineData("UPDATE sessions SET session = char(1) WHERE id = 1")]
    public async Task A_damaged_record_is_passed_over_by_listings_which_say_so(string damage)
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.CreateAsync(Talk.Key);
        await store.CreateAsync(new SessionKey("good", "ada"));
        await store.SetRetentionAsync(new SessionKey("good", "ada"), new RetentionPolicy { Ttl = TimeSpan.FromDays(1) });
        Execute(damage);

        var page = await store.ListAsync(new SessionOwner("ada"), new SessionQuery());
        var one = await store.ListAllAsync(SessionSelection.All, new SessionQuery { Limit = 1 });

        Assert.Equal("good", Assert.Single(page.Sessions).Key.Id);
        Assert.Contains("session", Assert.Single(page.Unreadable).Problem, StringComparison.Ordinal);
        Assert.Equal("good", Assert.Single(one.Sessions).Key.Id);

        foreach (var limit in (int[])[1, 100])
            Assert.Equal("good", Assert.Single((await store.ListRetainedAsync(SessionSelection.All, limit: limit)).Sessions).Key.Id);
    }

    [Theory]
    [InlineData("x'00'")]
    [InlineData("zeroblob(44)")]
    [InlineData("substr(receipts, 1, length(receipts) - 24)")]
    [InlineData("CAST(receipts || x'00' AS BLOB)")]
    [InlineData("randomblob(2000)")]
    public async Task Damaged_receipts_refuse_commits_and_copies_in_a_sentence_and_leave_the_log_readable(string damage)
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "one");
        await store.SayAsync(Talk.Key, "two");
        var other = new SessionKey("good", "ada");
        await store.SayAsync(other, "three");
        Execute($"UPDATE sessions SET receipts = {damage} WHERE id = 1");

        var commit = await StoreAssert.FailsAsync(StoreFailure.Corrupt, () => store.SayAsync(Talk.Key, "three"));
        await StoreAssert.FailsAsync(StoreFailure.Corrupt, async () => await store.CopyAsync(Talk.Key).CountAsync());

        Assert.Contains($"the receipts of the newest commits of session {Talk.Key} cannot be read", commit.Message, StringComparison.Ordinal);
        Assert.Equal(["one", "two"], await store.HearAsync(Talk.Key));
        await store.SayAsync(other, "four");
        Assert.True(await store.DeleteAsync(Talk.Key));
    }

    [Theory]
    [InlineData("created = 9223372036854775807", true)]
    [InlineData("retention = '{'", true)]
    [InlineData("""retention = '{"holds":[{"name":"","reason":"none","placedAt":"2026-03-01T00:00:00Z"}]}'""", true)]
    [InlineData("metadata = '{'", true)]
    [InlineData("session = char(1)", false)]
    public async Task A_session_with_a_policy_whose_record_is_damaged_is_left_alone_and_told(string damage, bool isKeyKnown)
    {
        var time = new FakeTimeProvider();
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new SqliteSessionStoreOptions { TimeProvider = time });
        foreach (var id in (string[])["a", "b", "c"])
        {
            await store.CreateAsync(new SessionKey(id, "ada"));
            await store.SetRetentionAsync(new SessionKey(id, "ada"), new RetentionPolicy { Ttl = TimeSpan.FromDays(1), AutoPrune = true });
        }

        Execute($"UPDATE sessions SET {damage} WHERE session = 'b'");
        time.Advance(TimeSpan.FromDays(2));
        var logger = new ListLogger();
        var told = new List<UnreadableSession>();

        var page = await store.ListRetainedAsync(SessionSelection.All);
        var swept = await new RetentionSweeper(store, new RetentionSweeperOptions { TimeProvider = time, LoggerFactory = logger, OnUnreadable = told.Add, BatchSize = 1 }).SweepAsync().ToListAsync();

        var key = isKeyKnown ? new SessionKey("b", "ada") : null;
        Assert.Equal(["a", "c"], page.Sessions.Select(record => record.Key.Id));
        Assert.Equal(key, Assert.Single(page.Unreadable).Key);
        Assert.Equal([("a", SweepOutcome.Deleted), ("c", SweepOutcome.Deleted)], swept.Select(session => (session.Key.Id, session.Outcome)));
        Assert.Equal(key, Assert.Single(told).Key);
        Assert.Contains("it is not swept", Assert.Single(logger.Lines), StringComparison.Ordinal);
        Assert.Contains("All other sessions can be read and used.", told[0].Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing was skipped", told[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_with_a_damaged_record_can_be_deleted_as_the_error_says()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "one");
        await store.SayAsync(new SessionKey("good", "ada"), "two");
        Execute("UPDATE sessions SET metadata = '{' WHERE id = 1");

        var error = await StoreAssert.FailsAsync(StoreFailure.Corrupt, async () => await store.GetAsync(Talk.Key));
        Assert.EndsWith("All other sessions can be read and used. Restore this one from a backup of the store; or delete it, unless it has a retention policy.", error.Message, StringComparison.Ordinal);
        Assert.True(await store.DeleteAsync(Talk.Key));

        Assert.Equal("good", Assert.Single((await store.ListAsync(new SessionOwner("ada"), new SessionQuery())).Sessions).Key.Id);
    }

    [Fact]
    public async Task A_damaged_value_of_a_users_state_takes_no_other_down()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var state = store.GetState(new SessionOwner("ada", "app"));
        await state.SetAsync("bad", 1);
        await state.SetAsync("good", 2);
        Execute("UPDATE state SET value = CAST('{' AS BLOB) WHERE key = 'bad'");

        Assert.Equal([("bad", true), ("good", false)], (await state.ListAsync()).Select(entry => (entry.Key, entry.Unreadable is not null)));
        await Assert.ThrowsAsync<CorruptDataException>(() => state.GetAsync<int>("bad"));
        await state.SetAsync("bad", 3);
        Assert.Equal(3, await state.GetAsync<int>("bad"));
    }

    [Theory]
    [InlineData("UPDATE sessions SET chain = x'00'")]
    [InlineData("UPDATE sessions SET metadata = '{'")]
    [InlineData("UPDATE sessions SET created = 9223372036854775807")]
    public async Task A_damaged_record_is_named(string damage)
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.CreateAsync(Talk.Key);
        Execute(damage);

        var error = await StoreAssert.FailsAsync(StoreFailure.Corrupt, async () => await store.GetAsync(Talk.Key));

        Assert.Contains(Talk.Key.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_loud()
    {
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
            await store.SayAsync(Talk.Key, [.. Enumerable.Repeat(new string('x', 3_000), 50)]);
        using (var file = File.OpenWrite(_folder.File()))
        {
            file.Position = 4096;
            file.Write(new byte[file.Length - 4096]);
        }

        var error = await StoreAssert.FailsAsync(StoreFailure.Corrupt, async () =>
        {
            await using var damaged = await SqliteSessionStore.OpenAsync(_folder.File());
            await damaged.GetAsync(Talk.Key);
        });

        Assert.Equal(_folder.File(), error.Location);
    }

    public void Dispose() => _folder.Dispose();

    private void Execute(string sql)
    {
        using var connection = Connection.Open(_folder.File(), create: false);
        connection.Execute(sql);
    }
}
