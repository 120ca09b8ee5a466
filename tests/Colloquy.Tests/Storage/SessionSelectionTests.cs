using Xunit;

namespace Colloquy.Tests;

public sealed class SessionSelectionTests
{
    private static readonly SessionKey[] Keys = [new("1"), new("1", "ada"), new("2", "ada"), new("1", null, "app"), new("1", "ada", "app"), new("1", "ben", "app")];

    public static TheoryData<SessionSelection, int[], string> Selections => new()
    {
        { SessionSelection.All, [0, 1, 2, 3, 4, 5], "all sessions" },
        { SessionSelection.OfApp("app"), [3, 4, 5], "sessions in app 'app'" },
        { SessionSelection.OfUser("ada"), [1, 2, 4], "sessions of user 'ada'" },
        { SessionSelection.OfUser(null), [0, 3], "nobody's sessions" },
        { SessionSelection.OfOwner(new SessionOwner("ada")), [1, 2], "sessions of user 'ada' in app 'default'" },
        { SessionSelection.OfOwner(new SessionOwner()), [0], "nobody's sessions in app 'default'" },
        { SessionSelection.OfSession(Keys[2]), [2], "session '2' of user 'ada' in app 'default'" },
    };

    [Theory]
    [MemberData(nameof(Selections))]
    public async Task A_selection_covers_its_sessions_and_no_others(SessionSelection selection, int[] expected, string text)
    {
        await using var store = new InMemorySessionStore();
        foreach (var key in Keys)
            await store.CreateAsync(key);

        var listed = await store.ListAllSessionsAsync(selection, new SessionQuery { Limit = 1 }).Select(record => record.Key).ToListAsync();

        Assert.Equal(expected.Select(i => Keys[i]), listed.OrderBy(key => Array.IndexOf(Keys, key)));
        Assert.Equal(expected.Select(i => Keys[i]), Keys.Where(selection.Includes));
        Assert.Equal(text, $"{selection}");
    }

    [Fact]
    public async Task A_listing_tells_of_each_session_that_cannot_be_read()
    {
        var (logger, told) = (new ListLogger(), new List<UnreadableSession>());
        await using var store = new LosesRecords(new InMemorySessionStore());
        await store.CreateAsync(new SessionKey("1", "ada"));
        await store.CreateAsync(new SessionKey("2", "ada"));

        var listed = await store.ListSessionsAsync(new SessionOwner("ada"), unreadable: told.Add, logger: logger).ToListAsync();

        Assert.Equal("2", Assert.Single(listed).Key.Id);
        Assert.Equal("1", Assert.Single(told).Key?.Id);
        Assert.Contains("The record of session '1' of user 'ada' in app 'default' cannot be read", Assert.Single(logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listing_that_nobody_is_told_of_fails_behind_the_sessions_that_can_be_read()
    {
        await using var store = new LosesRecords(new InMemorySessionStore());
        await store.CreateAsync(new SessionKey("1", "ada"));
        await store.CreateAsync(new SessionKey("2", "ada"));
        var listed = new List<string>();

        var error = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await foreach (var record in store.ListSessionsAsync(new SessionOwner("ada")))
                listed.Add(record.Key.Id);
        });

        Assert.Equal(["2"], listed);
        Assert.Equal((StoreFailure.Corrupt, "1"), (error.Failure, error.Key?.Id));
        Assert.Equal("The listing returned every session that can be read, and left out one that cannot. Its problem is: it is damaged. To list the others without this exception, pass the listing a callback for unreadable sessions, or a logger.", error.Message);
    }

    private sealed class LosesRecords(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public override async ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default)
        {
            var page = await base.ListAsync(owner, query, cancellationToken);
            return page with { Sessions = [.. page.Sessions.Where(record => record.Key.Id != "1")], Unreadable = [new UnreadableSession(new SessionKey("1", owner), "it is damaged.")] };
        }
    }
}
