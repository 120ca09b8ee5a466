using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>A listing has its order whatever the times were between the commits of its sessions.</summary>
public sealed class ListingOrderTests : IDisposable
{
    private static readonly int[] Steps = [0, 0, 1, 3, 14, 15, 16, 100, 255, 256, 3_000, 4_095, 4_096, 20_000, 60_000, 60_001, 200_000, -1, -30_000];

    private readonly TempFolder _folder = new();
    private readonly AdjustableTime _time = new();

    [Theory]
    [InlineData(200_000, null)]
    [InlineData(200_000, 4711)]
    [InlineData(256, null)]
    [InlineData(256, 4711)]
    [InlineData(16, null)]
    [InlineData(16, 4711)]
    public async Task Pages_are_those_of_all_records_in_order(int longestStep, int? fixedSeed)
    {
        var steps = Steps.Where(step => Math.Abs(step) <= longestStep).ToArray();
        var seed = fixedSeed ?? Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var store = await OpenAsync();
        SessionKey[] keys = [.. Enumerable.Range(0, 24).Select(i => new SessionKey($"s{i % 8}", new[] { "ada", "ben", null }[i / 8], i % 5 == 0 ? "support" : "default"))];
        for (var i = 0; i < 400; i++)
        {
            await ChangeAsync(store, keys[random.Next(keys.Length)], random);
            _time.Advance(TimeSpan.FromMilliseconds(steps[random.Next(steps.Length)]));
        }

        List<SessionRecord> records = [];
        foreach (var key in keys)
        {
            if (await store.GetAsync(key) is { } record)
                records.Add(record);
        }

        foreach (var selection in Selections(keys))
        {
            foreach (var query in Queries(records, random))
                await CheckAsync(store, records, selection, query, seed);
        }
    }

    [Fact]
    public async Task A_session_moves_in_the_indexes_of_listings_a_few_times_a_minute()
    {
        await using var store = await OpenAsync();
        var places = new List<string>();
        for (var i = 0; i < 600; i++)
        {
            await store.SayAsync(Talk.Key, "and so on");
            var place = ReadPlace(Talk.Key.Id);
            if (places.Count == 0 || places[^1] != place)
                places.Add(place);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(["0", "2", "3", "4"], places.Select(place => place.Split(' ')[1]));
    }

    [Fact]
    public async Task A_commit_writes_to_no_index_of_listings_while_its_session_stays_at_its_place()
    {
        const int Commits = 200;
        await using var store = await OpenAsync();
        var session = await store.OpenAsync(Talk.Key);
        await session.AddAsync(new ChatMessage(ChatRole.User, "first"));
        var before = (await store.GetInfoAsync()).LogBytes;

        for (var i = 0; i < Commits; i++)
            await session.AddAsync(new ChatMessage(ChatRole.User, "and so on"));

        // A page of entries, one of receipts and one of sessions; and now and then a new one.
        var pages = ((await store.GetInfoAsync()).LogBytes - before) / 4_120.0 / Commits;
        Assert.InRange(pages, 1, 3.5);
    }

    [Fact]
    public async Task A_session_whose_place_is_damaged_is_listed_in_its_order()
    {
        await using var store = await OpenAsync();
        SessionKey[] keys = [new("a", "ada"), new("b", "ada"), new("c", "ada")];
        foreach (var key in keys)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await store.SayAsync(key, "one");
        }

        using (var file = Connection.Open(_folder.File(), create: false))
            file.Execute("PRAGMA ignore_check_constraints = ON; UPDATE sessions SET drift = 77 WHERE session = 'b'");

        Assert.Equal(["c", "b", "a"], (await store.ListAsync(keys[0].Owner, new SessionQuery())).Sessions.Select(record => record.Key.Id));
        Assert.Equal(["c", "b", "a"], (await store.ListAllAsync(SessionSelection.All, new SessionQuery())).Sessions.Select(record => record.Key.Id));
        await store.SayAsync(keys[1], "two");
        Assert.Equal("0", ReadPlace("b").Split(' ')[1]);
    }

    public void Dispose() => _folder.Dispose();

    private Task<SqliteSessionStore> OpenAsync() => SqliteSessionStore.OpenAsync(_folder.File(), new() { TimeProvider = _time, Synchronous = SqliteSynchronous.Normal });

    private string ReadPlace(string session)
    {
        using var file = Connection.Open(_folder.File(), create: false);
        return file.ReadText($"SELECT listed || ' ' || drift FROM sessions WHERE session = '{session}'");
    }

    private static async Task ChangeAsync(SqliteSessionStore store, SessionKey key, Random random)
    {
        switch (random.Next(12))
        {
            case 0:
                await store.DeleteAsync(key);
                break;
            case 1 when await store.FindAsync(key) is { } session:
                await session.SetTitleAsync(random.Next(2) == 0 ? "A Title" : null);
                break;
            case 2 when await store.FindAsync(key) is { } session:
                await (session.Record.Activity == SessionActivity.Closed ? session.ReopenAsync() : session.CloseAsync());
                break;
            case 3:
                await store.CreateAsync(key);
                break;
            default:
                if ((await store.CreateAsync(key)).Activity != SessionActivity.Closed)
                    await store.SayAsync(key, "hello");
                break;
        }
    }

    private static IEnumerable<SessionSelection> Selections(SessionKey[] keys) =>
    [
        SessionSelection.All, SessionSelection.OfApp("support"), SessionSelection.OfUser("ada"), SessionSelection.OfUser(null),
        SessionSelection.OfOwner(keys[0].Owner), SessionSelection.OfOwner(keys[1].Owner), SessionSelection.OfOwner(keys[^1].Owner), SessionSelection.OfSession(keys[1]),
    ];

    private static IEnumerable<SessionQuery> Queries(List<SessionRecord> records, Random random)
    {
        foreach (var limit in new[] { 1, 4, 50 })
        {
            yield return new SessionQuery { Limit = limit };
            foreach (var activity in Enum.GetValues<SessionActivity>())
                yield return new SessionQuery { Limit = limit, Activity = activity };
            yield return new SessionQuery { Limit = limit, TitleContains = "title" };
            yield return new SessionQuery { Limit = limit, UpdatedSince = records[random.Next(records.Count)].UpdatedAt.AddTicks(random.Next(2)) };
            var other = records[random.Next(records.Count)];
            yield return new SessionQuery { Limit = limit, After = new SessionCursor(other.UpdatedAt, other.Key), UpdatedSince = records[random.Next(records.Count)].UpdatedAt };
        }
    }

    private static async Task CheckAsync(SqliteSessionStore store, List<SessionRecord> records, SessionSelection selection, SessionQuery query, int seed)
    {
        for (var next = query; ;)
        {
            var expected = SessionPage.Of(records, selection, next);
            var found = await store.ListAllAsync(selection, next);
            Assert.True(
                expected.Sessions.Select(record => record.Key).SequenceEqual(found.Sessions.Select(record => record.Key)) && expected.Next == found.Next,
                $"seed {seed}, {selection}, {next}: expected {Describe(expected)}, found {Describe(found)}");
            if (found.Next is null)
                return;
            next = next with { After = found.Next };
        }
    }

    private static string Describe(SessionPage page) => $"[{string.Join(", ", page.Sessions.Select(record => $"{record.Key} {record.UpdatedAt:ss.fff}"))}] then {page.Next}";

    /// <summary>A clock that also runs backwards.</summary>
    private sealed class AdjustableTime : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan by) => _now += by;
    }
}
