namespace Colloquy.Postgres;

/// <summary>Puts the words of messages into the index, and takes them out.</summary>
/// <remarks>
/// How far a session is indexed is written under no stamp: commits go on from the row that they know. The row of a session is locked last, so that
/// its commits do not wait while words are written.
/// </remarks>
internal static class SearchRows
{
    private const int MostAttempts = 100;
    private const int SessionsInStep = 500;

    public static async ValueTask<int> AddAsync(Database database, StoredSessions sessions, IReadOnlyList<SearchAddition> additions, CancellationToken cancellationToken)
    {
        for (var attempt = 0; additions.Count > 0 && attempt < MostAttempts; attempt++)
        {
            var fitting = await FindFittingAsync(database, additions, cancellationToken).ConfigureAwait(false);
            if (fitting.Count == 0)
                return 0;

            try
            {
                await database.WriteRepeatablyAsync(fitting, Fill, static (_, _, _) => new ValueTask<bool>(true), cancellationToken).ConfigureAwait(false);
                foreach (var run in fitting)
                    sessions.Note(run.Id, run.UpTo);
                return fitting.Sum(run => run.Additions.Count);
            }
            catch (RefusedException)
            {
                // Another process added first, or a session was deleted; or an attempt of this call had added, and its answer was lost.
            }
        }

        return 0;
    }

    private static readonly Sql SelectGround = new("""
        SELECT g.n, s.searched, s.tip, s.created, e.chain FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY g(sid, position, n)
        CROSS JOIN LATERAL (SELECT * FROM colloquy.sessions f WHERE f.sid = g.sid OFFSET 0) s
        CROSS JOIN LATERAL (SELECT f.chain FROM colloquy.entries f WHERE f.sid = g.sid AND f.position = g.position OFFSET 0) e
        ORDER BY g.n
        """);

    /// <summary>Finds the additions that fit, as runs of each session, in the order of sessions' ids.</summary>
    private static ValueTask<List<Run>> FindFittingAsync(Database database, IReadOnlyList<SearchAddition> additions, CancellationToken cancellationToken) => database.ReadAsync(
        additions,
        static (batch, additions) => batch.Add(SelectGround).With([.. additions.Select(addition => StoredId.Of(addition.Key))]).With([.. additions.Select(addition => addition.UpTo.Value)]),
        static async (rows, additions, cancelled) =>
        {
            var runs = new SortedDictionary<Guid, Run>();
            while (await rows.ReadAsync(cancelled).ConfigureAwait(false))
            {
                var addition = additions[(int)rows.GetInt64(0) - 1];
                var id = StoredId.Of(addition.Key);
                var run = runs.GetValueOrDefault(id);
                var isFitting = addition.After == (run?.UpTo ?? rows.Position(1)) && addition.UpTo > addition.After && addition.UpTo <= rows.Position(2)
                    && rows.Bytes(4) is { Length: Digest.Size } chain && new Digest(chain) == addition.Chain;
                if (!isFitting)
                    continue;

                if (run is null)
                    runs.Add(id, run = new Run(id, rows.GetInt64(3)));
                run.Additions.Add(addition);
            }

            return (List<Run>)[.. runs.Values];
        },
        cancellationToken);

    private static readonly Sql Insert = new("""
        INSERT INTO colloquy.search_texts (sid, position, owner, created, role, at, text, words)
        SELECT g.sid, g.position, g.owner, g.created, g.role, g.at, g.text, array_to_tsvector(string_to_array(g.words, ' '))
        FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::bytea[], $6::bigint[], $7::bytea[], $8::text[]) g(sid, position, owner, created, role, at, text, words)
        ON CONFLICT (sid, position) DO NOTHING
        """);

    // In the order of ids, so that no two who add wait for each other.
    private static readonly Sql Lock = new("SELECT 1 FROM colloquy.sessions WHERE sid = ANY($1) ORDER BY sid FOR NO KEY UPDATE");

    private static readonly Sql Move = new("""
        WITH moved AS (
            UPDATE colloquy.sessions s SET searched = g.up_to FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bytea[]) g(sid, after, up_to, chain)
            WHERE s.sid = g.sid AND s.searched = g.after AND s.tip >= g.up_to
                AND (SELECT e.chain FROM colloquy.entries e WHERE e.sid = g.sid AND e.position = g.up_to) = g.chain
            RETURNING s.sid
        )
        SELECT colloquy.require(count(*) = cardinality($1::uuid[])) FROM moved
        """);

    // Whoever read the texts may have been overtaken by who pruned them.
    private static readonly Sql DeletePruned = new("""
        DELETE FROM colloquy.search_texts t USING unnest($1::uuid[], $2::bigint[]) g(sid, position)
        WHERE t.sid = g.sid AND t.position = g.position
            AND (SELECT octet_length(e.payload) FROM colloquy.entries e WHERE e.sid = g.sid AND e.position = g.position) = 0
        """);

    private static void Fill(Batch batch, List<Run> runs)
    {
        var texts = runs.SelectMany(run => run.Texts.Select(text => (Run: run, Text: text))).ToList();
        Guid[] ids = [.. runs.Select(run => run.Id)];
        Guid[] sessions = [.. texts.Select(found => found.Run.Id)];
        long[] positions = [.. texts.Select(found => found.Text.Position.Value)];
        if (texts.Count > 0)
        {
            batch.Add(Insert).With(sessions).With(positions)
                .With([.. texts.Select(found => found.Run.Owner)])
                .With([.. texts.Select(found => found.Run.Created)])
                .With([.. texts.Select(found => Rows.ToBytes(found.Text.Role))])
                .With([.. texts.Select(found => found.Text.At.ToUnixTimeMilliseconds())])
                .With([.. texts.Select(byte[]? (found) => Rows.ToArray(found.Text.Words))])
                .With([.. texts.Select(string? (found) => OwnedWords.Of(found.Run.Mark, found.Text.Words.Span))]);
        }

        batch.Add(Lock).With(ids);
        batch.Add(Move).With(ids)
            .With([.. runs.Select(run => run.Additions[0].After.Value)])
            .With([.. runs.Select(run => run.UpTo.Value)])
            .With([.. runs.Select(byte[]? (run) => run.Additions[^1].Chain.ToArray())]);
        if (texts.Count > 0)
            batch.Add(DeletePruned).With(sessions).With(positions);
    }

    private static readonly Sql DeleteSession = new("DELETE FROM colloquy.search_texts WHERE sid = $1");

    /// <summary>Adds the statement that takes a deleted session out of the index.</summary>
    public static void Remove(Batch batch, Guid session) => batch.Add(DeleteSession).With(session);

    private static readonly Sql DeleteRanges = new("""
        DELETE FROM colloquy.search_texts t USING unnest($2::bigint[], $3::bigint[]) r(first, last) WHERE t.sid = $1 AND t.position BETWEEN r.first AND r.last
        """);

    /// <summary>Adds the statement that takes messages out of the index whose payloads are pruned.</summary>
    public static void Remove(Batch batch, Guid session, IReadOnlyList<PositionRange> ranges) => batch.Add(DeleteRanges).With(session)
        .With([.. ranges.Select(range => range.First.Value)])
        .With([.. ranges.Select(range => range.Last.Value)]);

    private static readonly Sql StartAgain = new("UPDATE colloquy.sessions SET searched = 0 WHERE sid = ANY($1) AND searched > 0");
    private static readonly Sql DeleteSessions = new("DELETE FROM colloquy.search_texts WHERE sid = ANY($1)");

    public static async ValueTask ForgetAsync(Database database, StoredSessions sessions, SessionKey? key, CancellationToken cancellationToken)
    {
        if (key is not null)
        {
            await ForgetAsync(database, sessions, [StoredId.Of(key)], cancellationToken).ConfigureAwait(false);
            return;
        }

        // In steps, so that commits wait for none but a short one. Of each session the index holds all or nothing at any time.
        for (Guid[]? step = null; step is null || step.Length == SessionsInStep;)
        {
            step = await FindIdsAsync(database, step is null ? null : step[^1], cancellationToken).ConfigureAwait(false);
            await ForgetAsync(database, sessions, step, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask ForgetAsync(Database database, StoredSessions sessions, Guid[] ids, CancellationToken cancellationToken)
    {
        await database.WriteRepeatablyAsync(
            ids,
            static (batch, ids) => batch.Add(Lock).With(ids).Add(StartAgain).With(ids).Add(DeleteSessions).With(ids),
            static (_, _, _) => new ValueTask<bool>(true),
            cancellationToken).ConfigureAwait(false);
        foreach (var id in ids)
            sessions.Note(id, Position.Start);
    }

    private static readonly Sql SelectFirstIds = new("SELECT sid FROM colloquy.sessions ORDER BY sid LIMIT $1");
    private static readonly Sql SelectIds = new("SELECT sid FROM colloquy.sessions WHERE sid > $2 ORDER BY sid LIMIT $1");

    private static ValueTask<Guid[]> FindIdsAsync(Database database, Guid? after, CancellationToken cancellationToken) => database.ReadAsync(
        after,
        static (batch, after) =>
        {
            batch.Add(after is null ? SelectFirstIds : SelectIds).With((long)SessionsInStep);
            if (after is { } last)
                batch.With(last);
        },
        static async (rows, _, cancelled) =>
        {
            var found = new List<Guid>();
            while (await rows.ReadAsync(cancelled).ConfigureAwait(false))
                found.Add(rows.GetGuid(0));
            return (Guid[])[.. found];
        },
        cancellationToken);

    /// <summary>Additions to a session, each after the one before.</summary>
    private sealed class Run(Guid id, long created)
    {
        public Guid Id => id;

        public long Created => created;

        public List<SearchAddition> Additions { get; } = [];

        public Position UpTo => Additions[^1].UpTo;

        public Guid Owner => StoredId.Of(Additions[0].Key.Owner);

        public string Mark => field ??= OwnedWords.MarkOf(Owner);

        public IEnumerable<SearchText> Texts => Additions.SelectMany(addition => addition.Texts).OrderBy(text => text.Position);
    }
}
