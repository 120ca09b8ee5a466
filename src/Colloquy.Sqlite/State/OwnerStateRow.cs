namespace Colloquy.Sqlite;

/// <summary>Reads and writes the state of users and applications.</summary>
internal static class OwnerStateRow
{
    public static StateSlot Find(Connection connection, SessionOwner owner, string key) =>
        FindOwner(connection, owner) is { } found ? new StateSlot(FindKey(connection, found.Id, key), found.Newest) : new StateSlot(null, StateVersion.None);

    private static readonly Sql SelectPresent = new("""
        SELECT s.key, s.version, s.value FROM state_owners o JOIN state s ON s.owner = o.id
        WHERE o.app = ?1 AND o.user = ?2 AND s.value IS NOT NULL ORDER BY s.key
        """);

    public static IReadOnlyList<StoredState> List(Connection connection, SessionOwner owner)
    {
        var found = new List<StoredState>();
        using var rows = connection.Use(SelectPresent).Bind(1, owner);
        while (rows.Step())
            found.Add(Read(rows));
        return found;
    }

    private static readonly Sql SelectChanges = new("""
        SELECT s.key, s.version, s.value FROM state_owners o JOIN state s ON s.owner = o.id
        WHERE o.app = ?1 AND o.user = ?2 AND s.version > ?3 ORDER BY s.version
        """);

    public static IReadOnlyList<StoredState> ReadChanges(Connection connection, SessionOwner owner, StateVersion since)
    {
        var found = new List<StoredState>();
        using var rows = connection.Use(SelectChanges).Bind(1, owner).Bind(3, since.Value);
        while (rows.Step())
            found.Add(Read(rows));
        return found;
    }

    /// <summary>Makes a write; null when it does not fit.</summary>
    public static StateVersion? Put(Connection connection, StatePut put) => TryPut(connection, put, out _);

    /// <summary>Makes the writes of a commit, within its transaction.</summary>
    public static void Put(Connection connection, IReadOnlyList<StatePut> puts)
    {
        for (var i = 0; i < puts.Count; i++)
        {
            if (TryPut(connection, puts[i], out var slot) is null)
                throw new StateConflictException(puts[i], slot);
        }
    }

    private static readonly Sql UpsertOwner = new("""
        INSERT INTO state_owners (app, user, version) VALUES (?1, ?2, 1)
        ON CONFLICT (app, user) DO UPDATE SET version = version + 1
        """);

    private static readonly Sql Upsert = new("""
        INSERT INTO state (owner, key, version, value) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (owner, key) DO UPDATE SET version = excluded.version, value = excluded.value
        """);

    private static readonly Sql DeleteKeys = new("DELETE FROM state WHERE owner = ?1");
    private static readonly Sql DeleteOwner = new("DELETE FROM state_owners WHERE id = ?1");
    private static readonly Sql InsertOwner = new("INSERT INTO state_owners (app, user, version) VALUES (?1, ?2, ?3)");

    /// <summary>Replaces all keys of an owner, with the versions that they had in another store.</summary>
    public static bool Restore(Connection connection, SessionOwner owner, IReadOnlyList<StoredState> state)
    {
        if (FindOwner(connection, owner) is { } before)
        {
            connection.Use(DeleteKeys).Bind(1, before.Id).Run();
            connection.Use(DeleteOwner).Bind(1, before.Id).Run();
        }

        if (state.Count == 0)
            return true;

        connection.Use(InsertOwner).Bind(1, owner).Bind(3, state.Max(stored => stored.Version).Value).Run();
        var id = connection.LastId();
        foreach (var stored in state)
            Write(connection, id, stored);
        return true;
    }

    private static StateVersion? TryPut(Connection connection, StatePut put, out StateSlot slot)
    {
        slot = Find(connection, put.Owner, put.Key);
        if (!put.Fits(slot))
            return null;

        connection.Use(UpsertOwner).Bind(1, put.Owner).Run();
        var (owner, version) = FindOwner(connection, put.Owner)!.Value;
        Write(connection, owner, new StoredState(put.Key, version, put.Value));
        return version;
    }

    private static void Write(Connection connection, long owner, StoredState stored)
    {
        var row = connection.Use(Upsert).Bind(1, owner).Bind(2, stored.Key).Bind(3, stored.Version.Value);
        (stored.Removed ? row.Bind(4, (long?)null) : row.Bind(4, stored.Value.Span)).Run();
    }

    private static readonly Sql SelectOwner = new("SELECT id, version FROM state_owners WHERE app = ?1 AND user = ?2");

    private static (long Id, StateVersion Newest)? FindOwner(Connection connection, SessionOwner owner)
    {
        using var row = connection.Use(SelectOwner).Bind(1, owner);
        return row.Step() ? (row.Int64(0), new StateVersion(row.Int64(1))) : null;
    }

    private static readonly Sql SelectKey = new("SELECT key, version, value FROM state WHERE owner = ?1 AND key = ?2");

    private static StoredState? FindKey(Connection connection, long owner, string key)
    {
        using var row = connection.Use(SelectKey).Bind(1, owner).Bind(2, key);
        return row.Step() ? Read(row) : null;
    }

    private static StoredState Read(Statement row) => new(row.Text(0), new StateVersion(row.Int64(1)), row.Bytes(2).ToArray());
}
