namespace Colloquy.Storage.Conformance;

/// <summary>A session is reached by its whole key only, compared byte by byte, whatever characters are in it.</summary>
public sealed class KeySuite : StoreSuite
{
    private static readonly string[] Hostile =
    [
        "a::b", "a:b", ":", "a/b", "/", "..", "../..", "a\\b", "'", "''", "\"", "a'; DROP TABLE sessions; --", "%", "_", "a%", "a_", "*", "?", "[a]",
        "a", "A", " a", "a ", "a  ", " ", "null", "NULL", "0", "00", "true", "@p1", "$1", "?1", "{0}", "${a}", "\u202Ea", "a\u200F", "\u200Ba", "\uFEFFa",
        "\u00E9", "e\u0301", "\u00C9", "\uFB01", "fi", "\uFF41", "\u00DF", "ss", "\u0130", "i", "\u0131", "I", "\uFFFD", "\uFF5E", "\U0001F600", "\U0001F468\u200D\U0001F469", "\u5B57",
    ];

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Ids_are_compared_byte_by_byte),
        Case(Users_are_compared_byte_by_byte),
        Case(Apps_are_compared_byte_by_byte),
        Case(Keys_whose_parts_join_to_the_same_text_are_different),
        Case(The_longest_names_are_kept_whole),
        Case(Another_users_session_is_not_there),
    ];

    private static Task Ids_are_compared_byte_by_byte(StoreCaseContext context) =>
        EnsureApart(context, [.. Hostile.Select(name => new SessionKey(name, "ada"))]);

    private static Task Users_are_compared_byte_by_byte(StoreCaseContext context) =>
        EnsureApart(context, [new SessionKey("same"), .. Hostile.Select(name => new SessionKey("same", name))]);

    private static Task Apps_are_compared_byte_by_byte(StoreCaseContext context) =>
        EnsureApart(context, [.. Hostile.Select(name => new SessionKey("same", "ada", name))]);

    private static Task Keys_whose_parts_join_to_the_same_text_are_different(StoreCaseContext context) => EnsureApart(context,
    [
        new("c", "b", "a"), new("b", "c", "a"), new("a", "b", "c"), new("bc", null, "a"), new("c", null, "ab"), new("c", "ab", "default"), new("abc"),
        new("b::c", "a"), new("c", "a::b"), new("a::b::c"), new("c", "b", "a::default"), new("b/c", "a"), new("c", "a/b"), new("a/b/c"),
        new("c", "a\\"), new("\\c", "a"), new("c|", "a"), new("c", "|a"), new("' || user || '", "a"), new("\" OR 1=1", "a"),
    ]);

    private static Task The_longest_names_are_kept_whole(StoreCaseContext context)
    {
        var (app, user, id) = (new string('\u00E9', 63), new string('\u5B57', 85), new string('\u00E9', 255));
        return EnsureApart(context,
        [
            new(id + "xy", user + "z", app + "xy"), new(id + "xz", user + "z", app + "xy"), new(id + "x", user + "z", app + "xy"),
            new(id + "xy", user + "y", app + "xy"), new(id + "xy", user, app + "xy"), new(id + "xy", user + "z", app + "xz"), new(id + "xy", user + "z", app),
        ]);
    }

    private static async Task Another_users_session_is_not_there(StoreCaseContext context)
    {
        var session = await context.OpenSessionAsync(new SessionKey("plans", "ada"));
        var blob = Blob.Of("secret"u8.ToArray());
        var commit = await session.DraftAsync(SessionUnderTest.Text("my secret"), SessionUnderTest.State("pin", 4711)) with { Blobs = [blob] };
        await session.CommitAsync(commit);
        var before = await session.SnapshotAsync();
        var store = context.Store;

        foreach (var key in new SessionKey[] { new("plans", "ben"), new("plans"), new("plans", "Ada"), new("plans", "ada", "other"), new("plans", "%"), new("plans", "ada ") })
        {
            Check.That(await store.GetAsync(key) is null, $"Expected no session {key}, but there is one, though only {session.Key} was created.");
            Check.Equal(0, (await store.ReadAsync(key, LogRead.All())).Entries.Count, $"the number of entries of session {key}");
            Check.Equal(0, (await store.ReadAsync(key, LogRead.Back(new Position(2)))).Entries.Count, $"the number of entries on a line of session {key}");
            Check.Equal(0, (await store.ReadStateAsync(key, new Position(2))).Count, $"the number of state keys of session {key}");
            Check.That(await store.GetBlobAsync(key, blob.Hash) is null, $"Expected no content under {key}, but there is some.");
            Check.Equal(0, (await store.ListAsync(key.Owner, new SessionQuery())).Sessions.Count, $"the number of sessions listed for the owner of {key}");
            Check.Equal(false, await store.DeleteAsync(key), $"the answer to deleting session {key}");
            await Check.Throws<SessionNotFoundException>(() => store.CommitAsync(key, commit).AsTask(), $"a commit to session {key}");
        }

        Check.Sequence(before, await session.SnapshotAsync(), "the session that others tried to reach");
    }

    /// <summary>Gives each session a text and a title of its own, and finds them again, and nothing else.</summary>
    private static async Task EnsureApart(StoreCaseContext context, SessionKey[] keys)
    {
        foreach (var key in keys)
        {
            var session = await context.OpenSessionAsync(key);
            Check.Equal(Position.Start, (await session.RecordAsync()).Tip, $"the tip of the new session {Show(key)}");
            await session.SayAsync($"text of {Show(key)}");
            await context.Store.SetDetailsAsync(key, new SessionDetails { Title = Show(key) });
        }

        foreach (var key in keys)
        {
            var session = new SessionUnderTest(context.Store, key, context.Clock);
            var record = await session.RecordAsync();
            Check.Equal(key, record.Key, "the key in a session's record");
            Check.Equal(Show(key), record.Details.Title, $"the title of session {Show(key)}");
            var entries = await session.LogAsync();
            Check.Equal(1, entries.Count, $"the number of entries of session {Show(key)}");
            var said = (MessageBody)entries[0].Decode(key);
            Check.Equal($"text of {Show(key)}", said.Message.Text, "the text of a session's message");
            Check.That(await ListsOnly(context.Store, key), $"Expected the listing of the owner of {Show(key)} to have that session, and none of another owner.");
        }

        Check.Equal(true, await context.Store.DeleteAsync(keys[0]), "the answer to deleting a session");
        foreach (var key in keys[1..])
            Check.That(await context.Store.GetAsync(key) is not null, $"Deleting session {Show(keys[0])} deleted session {Show(key)} too.");
    }

    private static async Task<bool> ListsOnly(ISessionStore store, SessionKey key)
    {
        var listed = (await store.ListAsync(key.Owner, new SessionQuery { Limit = 1_000 })).Sessions;
        return listed.Any(record => record.Key == key) && listed.All(record => record.Key.User == key.User && record.Key.App == key.App);
    }

    private static string Show(SessionKey key) => $"{Rendering.Of(key.App)} {Rendering.Of(key.User ?? "")} {Rendering.Of(key.Id)}";
}
