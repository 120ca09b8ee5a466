namespace Colloquy.Sqlite;

/// <summary>Puts the words of messages into the index, and takes them out.</summary>
internal static class SearchRows
{
    public static int Add(Connection connection, IReadOnlyList<SearchAddition> additions)
    {
        // In the order of their rows, so that FTS5 gathers them all in memory before it writes.
        var taken = 0;
        foreach (var (addition, session) in additions.Select(addition => (addition, SearchCursor.Find(connection, addition.Key)?.Session)).OrderBy(pair => pair.Session))
        {
            if (session is not { } number || SearchCursor.Find(connection, addition.Key) is not { Lag: var lag } || !Fits(connection, addition, number, lag))
                continue;

            Add(connection, addition, number);
            SearchCursor.Move(connection, number, addition.UpTo);
            if (addition.UpTo == lag.Tip)
                SearchCursor.Remove(connection, addition.Key);
            taken++;
        }

        return taken;
    }

    private static readonly Sql SelectChain = new("SELECT substr(proof, 33, 32) FROM entries WHERE id = ?1");

    private static bool Fits(Connection connection, SearchAddition addition, long session, SearchLag lag)
    {
        if (lag.Indexed != addition.After || addition.UpTo > lag.Tip || addition.UpTo <= addition.After)
            return false;

        using var row = connection.Use(SelectChain).Bind(1, EntryId.Of(session, addition.UpTo));
        return row.Step() && row.Bytes(0) is { Length: Digest.Size } chain && new Digest(chain) == addition.Chain;
    }

    private static readonly Sql InsertText = new("INSERT INTO search_texts (id, role, at, text) VALUES (?1, ?2, ?3, ?4)");
    private static readonly Sql InsertWords = new("INSERT INTO search_words (rowid, text) VALUES (?1, ?2)");

    private static void Add(Connection connection, SearchAddition addition, long session)
    {
        if (addition.Texts.Count == 0)
            return;

        var prefix = OwnedWords.PrefixOf(OwnerRow.Ensure(connection, addition.Key.Owner));
        foreach (var text in addition.Texts)
        {
            // Whoever read the text may have been overtaken by who pruned it.
            var id = EntryId.Of(session, text.Position);
            if (IsPruned(connection, id))
                continue;

            connection.Use(InsertText).Bind(1, id).Bind(2, text.Role).Bind(3, text.At.ToUnixTimeMilliseconds()).BindText(4, text.Words.Span).Run();
            connection.Use(InsertWords).Bind(1, id).BindText(2, OwnedWords.Of(prefix, text.Words.Span)).Run();
        }
    }

    private static readonly Sql SelectLength = new("SELECT length(payload) FROM entries WHERE id = ?1");

    private static bool IsPruned(Connection connection, long id)
    {
        using var row = connection.Use(SelectLength).Bind(1, id);
        return row.Step() && row.Int64(0) == 0;
    }

    private static readonly Sql SelectTexts = new("SELECT id, text FROM search_texts WHERE id BETWEEN ?1 AND ?2 ORDER BY id");
    private static readonly Sql DeleteWords = new("INSERT INTO search_words (search_words, rowid, text) VALUES ('delete', ?1, ?2)");
    private static readonly Sql DeleteTexts = new("DELETE FROM search_texts WHERE id BETWEEN ?1 AND ?2");

    /// <summary>Takes the messages of a session out of the index, from one position to another: before its entries are deleted, or their payloads.</summary>
    public static void Remove(Connection connection, SessionKey key, long session, PositionRange range)
    {
        if (OwnerRow.Find(connection, key.Owner) is not { } owner)
            return;

        var (first, last) = (EntryId.Of(session, range.First), EntryId.Of(session, range.Last));
        var prefix = OwnedWords.PrefixOf(owner);
        using (var rows = connection.Use(SelectTexts).Bind(1, first).Bind(2, last))
        {
            while (rows.Step())
                connection.Use(DeleteWords).Bind(1, rows.Int64(0)).BindText(2, OwnedWords.Of(prefix, rows.Bytes(1))).Run();
        }

        connection.Use(DeleteTexts).Bind(1, first).Bind(2, last).Run();
    }

    /// <returns>Whether there was anything to forget.</returns>
    public static bool Forget(Connection connection, SessionKey? key)
    {
        if (key is null)
        {
            ForgetAll(connection);
            return true;
        }

        if (SearchCursor.Find(connection, key) is not { } found || found.Lag.Tip.IsStart)
            return false;

        Remove(connection, key, found.Session, new PositionRange(Position.Start, found.Lag.Tip));
        SearchCursor.Move(connection, found.Session, Position.Start);
        SearchCursor.FallBehind(connection, key, found.Session);
        return true;
    }

    /// <summary>Reads nothing of the index, so that a damaged one is replaced.</summary>
    private static void ForgetAll(Connection connection)
    {
        connection.Execute(ForgetEverything);
        MemoryRewording.Rebuild(connection);
    }

    private const string ForgetEverything = """
        INSERT INTO search_words (search_words) VALUES ('delete-all');
        DELETE FROM search_texts;
        DELETE FROM search_behind;
        UPDATE sessions SET searched = 0 WHERE searched <> 0;
        INSERT INTO search_behind SELECT app, user, session, id FROM sessions WHERE tip > 0;
        """;
}
