using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Reads and writes the state of users and applications.</summary>
/// <remarks>
/// The server counts the versions and compares them, so writers of different keys of an owner follow one another without beginning again.
/// The counter of an owner is locked by those who write that owner's state, from there to the end of their transaction: it is the last that a commit writes.
/// </remarks>
internal static class OwnerStateRow
{
    private static readonly Sql SelectSlot = new("""
        SELECT o.version, s.key, s.version, s.value FROM colloquy.state_owners o LEFT JOIN colloquy.state s ON s.owner = o.owner AND s.key = $2 WHERE o.owner = $1
        """);

    /// <summary>Reads a key, as it is at one moment.</summary>
    public static ValueTask<StateSlot> FindAsync(Database database, SessionOwner owner, string key, CancellationToken cancellationToken) => database.ReadAsync(
        (owner, key),
        static (batch, ask) => batch.Add(SelectSlot).With(StoredId.Of(ask.owner)).With(Rows.NameOrNull(ask.key)),
        static (rows, _, cancelled) => ReadSlotAsync(rows, cancelled),
        cancellationToken);

    private static readonly Sql SelectPresent = new("SELECT key, version, value FROM colloquy.state WHERE owner = $1 AND value IS NOT NULL ORDER BY key");

    public static ValueTask<IReadOnlyList<StoredState>> ListAsync(Database database, SessionOwner owner, CancellationToken cancellationToken) => database.ReadAsync(
        owner,
        static (batch, owner) => batch.Add(SelectPresent).With(StoredId.Of(owner)),
        static (rows, _, cancelled) => ReadAllAsync(rows, cancelled),
        cancellationToken);

    private static readonly Sql SelectChanges = new("SELECT key, version, value FROM colloquy.state WHERE owner = $1 AND version > $2 ORDER BY version");

    public static ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(Database database, SessionOwner owner, StateVersion since, CancellationToken cancellationToken) => database.ReadAsync(
        (owner, since),
        static (batch, ask) => batch.Add(SelectChanges).With(StoredId.Of(ask.owner)).With(ask.since.Value),
        static (rows, _, cancelled) => ReadAllAsync(rows, cancelled),
        cancellationToken);

    /// <summary>Makes a write; null when it does not fit.</summary>
    public static async ValueTask<StateVersion?> PutAsync(Database database, StatePut put, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteOnceAsync(
                put,
                static (batch, put) => Put(batch, put),
                static async (rows, _, cancelled) =>
                {
                    await rows.ReadAsync(cancelled).ConfigureAwait(false);
                    return new StateVersion(rows.GetInt64(0));
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    /// <summary>Adds the statements that read the values that writes are compared with; none for no writes.</summary>
    public static void Select(Batch batch, IReadOnlyList<StatePut> puts)
    {
        for (var i = 0; i < puts.Count; i++)
            batch.Add(SelectSlot).With(StoredId.Of(puts[i].Owner)).With(puts[i].Key);
    }

    /// <summary>Reads the results of <see cref="Select"/>, beginning with the next result: one value for each write, in their order.</summary>
    public static async ValueTask<IReadOnlyList<StateSlot>> ReadAsync(NpgsqlDataReader rows, IReadOnlyList<StatePut> puts, CancellationToken cancellationToken)
    {
        if (puts.Count == 0)
            return [];

        var slots = new StateSlot[puts.Count];
        for (var i = 0; i < slots.Length; i++)
        {
            await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
            slots[i] = await ReadSlotAsync(rows, cancellationToken).ConfigureAwait(false);
        }

        return slots;
    }

    /// <summary>Checks that the writes fit, each after those before it.</summary>
    /// <exception cref="StateConflictException">A write does not fit.</exception>
    public static void EnsureFit(IReadOnlyList<StatePut> puts, IReadOnlyList<StateSlot> slots)
    {
        for (var i = 0; i < puts.Count; i++)
        {
            var before = 0;
            for (var other = 0; other < i; other++)
                before += puts[other].Owner == puts[i].Owner ? 1 : 0;
            var slot = slots[i] with { Newest = new StateVersion(slots[i].Newest.Value + before) };
            if (!puts[i].Fits(slot))
                throw new StateConflictException(puts[i], slot);
        }
    }

    /// <summary>Adds the statements that write, and that end the transaction (<c>colloquy.require</c>) when the stored values are others by then.</summary>
    public static void Put(Batch batch, IReadOnlyList<StatePut> puts)
    {
        if (puts.Count == 0)
            return;

        // Owners in the same order in every commit, so that no two wait for each other.
        foreach (var put in puts.OrderBy(put => StoredId.Of(put.Owner)))
            Put(batch, put);
    }

    private static readonly Sql Write = new("""
        WITH counted AS (
            INSERT INTO colloquy.state_owners AS o (owner, app, "user", version) VALUES ($1, $2, $3, 1)
            ON CONFLICT (owner) DO UPDATE SET version = o.version + 1
            RETURNING version
        ), written AS (
            INSERT INTO colloquy.state AS s (owner, key, version, value)
            SELECT $1, $4, c.version, $7 FROM counted c
            WHERE ($6 IS NULL OR c.version = $6) AND ($5 = 0 OR EXISTS (SELECT 1 FROM colloquy.state k WHERE k.owner = $1 AND k.key = $4))
            ON CONFLICT (owner, key) DO UPDATE SET version = excluded.version, value = excluded.value WHERE s.version = $5
            RETURNING version
        )
        SELECT max(version), colloquy.require(count(*) = 1) FROM written
        """);

    private static void Put(Batch batch, StatePut put) => batch.Add(Write)
        .With(StoredId.Of(put.Owner)).With(put.Owner).With(put.Key).With(put.Expected.Value).With(put.Version?.Value).With(put.Value.IsEmpty ? null : Rows.ToArray(put.Value));

    private static async ValueTask<StateSlot> ReadSlotAsync(NpgsqlDataReader rows, CancellationToken cancellationToken) => await rows.ReadAsync(cancellationToken).ConfigureAwait(false)
        ? new StateSlot(rows.IsDBNull(1) ? null : Read(rows, 1), new StateVersion(rows.GetInt64(0)))
        : new StateSlot(null, StateVersion.None);

    private static async ValueTask<IReadOnlyList<StoredState>> ReadAllAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var found = new List<StoredState>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            found.Add(Read(rows, 0));
        return found;
    }

    private static StoredState Read(NpgsqlDataReader row, int first) => new(row.GetString(first), new StateVersion(row.GetInt64(first + 1)), row.BytesOrNull(first + 2) ?? []);
}
