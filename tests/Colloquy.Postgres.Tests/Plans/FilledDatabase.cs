using System.Globalization;
using Npgsql;

namespace Colloquy.Postgres.Tests.Plans;

/// <summary>A server of its own whose database holds very many sessions: of few users with very many, and of very many users with few.</summary>
public sealed class FilledDatabase : IAsyncLifetime
{
    /// <summary>The number of sessions. The names of owners and sessions follow from it: see <see cref="Owners"/> and <see cref="Talks"/>.</summary>
    public const int Sessions = 1_000_000;

    /// <summary>The time of the newest session.</summary>
    public static readonly DateTimeOffset Newest = DateTimeOffset.FromUnixTimeMilliseconds(1_750_000_000_000 + (Sessions * 30_000L));

    private PostgresServer _server = null!;

    public string ConnectionString => _server.ConnectionString();

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.CreateAsync(new Dictionary<string, string>
        {
            // What is filled need not survive a crash, and a vacuum in the background would take a core.
            ["wal_level"] = "minimal",
            ["max_wal_senders"] = "0",
            ["full_page_writes"] = "off",
            ["synchronous_commit"] = "off",
            ["autovacuum"] = "off",
            ["max_wal_size"] = "16GB",
            ["shared_buffers"] = "1GB",
            ["maintenance_work_mem"] = "256MB",
        });
        await (await PostgresSessionStore.OpenAsync(ConnectionString)).DisposeAsync();
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        foreach (var step in (string[])[Owners, Talks, RemoveIndexes, Rows, MakeIndexes, "ANALYZE"])
        {
            await using var command = new NpgsqlCommand(step, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>Returns the name of a user: of one with very many sessions (1 to 8), or with few.</summary>
    public static string Heavy(int number) => string.Create(CultureInfo.InvariantCulture, $"heavy-{number}");

    /// <inheritdoc cref="Heavy" />
    public static string Light(int number) => string.Create(CultureInfo.InvariantCulture, $"light-{number}");

    // Ids as StoredId makes them, and marks as OwnedWords does.
    private static readonly string Owners = $"""
        CREATE TEMP TABLE owner AS
        SELECT n, app, name, substr(sha256(convert_to(app, 'UTF8') || '\xff' || convert_to(name, 'UTF8')), 1, 16) AS hash FROM (
            SELECT n, CASE WHEN n % 10 < 7 THEN 'default' WHEN n % 10 < 9 THEN 'desk' ELSE 'app-' || n % 200 / 10 END AS app, CASE WHEN n < 0 THEN 'heavy-' || -n ELSE 'light-' || n END AS name
            FROM generate_series(-8, {Sessions / 10}) n
        ) o;
        CREATE INDEX ON owner (n);
        ANALYZE owner
        """;

    private static readonly string Talks = $"""
        CREATE TEMP TABLE talk AS
        SELECT i, o.app, o.name, 's-' || i AS session, encode(o.hash, 'hex')::uuid AS owner, translate(encode(substr(o.hash, 1, 6), 'base64'), '+/', '-_') AS mark,
            CASE WHEN i % 50000 = 9 THEN 5000 ELSE 2 END AS entries, k.seed, encode(substr(k.seed, 1, 16), 'hex')::uuid AS sid, 1750000000000 + (i::bigint * 7919 % {Sessions}) * 30000 AS at
        FROM generate_series(1, {Sessions}) i
        JOIN owner o ON o.n = CASE WHEN i % 100 < 8 THEN -1 - i % 8 ELSE i / 10 END
        CROSS JOIN LATERAL (SELECT sha256(convert_to(concat_ws(E'\n', 'colloquy/1', o.app, o.name, 's-' || i), 'UTF8')) AS seed) k
        """;

    private const string RemoveIndexes = """
        CREATE TEMP TABLE made_later AS
        SELECT 1 AS turn, format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::regclass, conname, pg_get_constraintdef(k.oid)) AS make, format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS remove
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE k.connamespace = 'colloquy'::regnamespace AND contype = 'p' AND NOT relispartition AND relname <> 'schema_versions'
        UNION ALL
        SELECT 2, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON '), format('DROP INDEX %s', i.indexrelid::regclass)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace = 'colloquy'::regnamespace AND NOT c.relispartition AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid);

        DO $$
        DECLARE one record;
        BEGIN
            FOR one IN SELECT * FROM made_later ORDER BY turn DESC LOOP
                EXECUTE one.remove;
            END LOOP;
            FOR one IN SELECT oid::regclass AS name FROM pg_class WHERE relnamespace = 'colloquy'::regnamespace AND relkind = 'r' LOOP
                EXECUTE format('ALTER TABLE %s SET UNLOGGED', one.name);
            END LOOP;
        END $$
        """;

    // Nearly all sessions are short, and a few are long. Of a hundred sessions the index of words is behind one; of twenty, one has a policy, and the usage of one is that of a deleted session.
    private const string Rows = """
        INSERT INTO colloquy.sessions (sid, stamp, app, "user", session, created, updated, tip, chain, entries, bytes, bytes_beside, branch, head, head_segment, moved, waits, waiting, activity,
            details_version, title, pruned, retention, searched)
        SELECT sid, i, app, name, session, at - 3600000, at, entries, seed, entries, 100, 0, 'main', entries, 1, 0, i % 500 = 1, (i % 500 = 1)::int,
            CASE WHEN i % 1000 = 0 THEN 1 WHEN i % 500 = 1 THEN 2 WHEN i % 50 = 2 THEN 3 ELSE 0 END, 0, CASE WHEN i % 2 = 0 THEN convert_to('Talk ' || i, 'UTF8') END,
            0, CASE WHEN i % 20 = 0 THEN '{"ttl":"30.00:00:00","autoPrune":true}' END, CASE WHEN i % 100 = 3 THEN 0 ELSE entries END
        FROM talk;

        INSERT INTO colloquy.entries (sid, position, parent, segment, turn, at, first, commit, kind, subject, hash, chain, salt, payload)
        SELECT sid, p, p - 1, 1, 0, at, CASE p WHEN 2 THEN 1 END, CASE p WHEN 2 THEN sid END, CASE WHEN i % 10 = 0 AND p = 1 OR entries > 2 AND p % 2 = 0 THEN 'state' ELSE 'message' END,
            CASE WHEN i % 10 = 0 AND p = 1 OR entries > 2 AND p % 2 = 0 THEN 'color'::bytea END, seed, seed, '', 'some text'
        FROM talk, generate_series(1, entries) p;

        INSERT INTO colloquy.branches SELECT sid, 'other', 1, 0, false FROM talk WHERE i % 20 = 0;

        INSERT INTO colloquy.blobs SELECT sid, seed, seed FROM talk WHERE i % 50 = 0;

        INSERT INTO colloquy.usage (owner, call, at, sid, position, turn, model, provider, service, tools, reported, input, output, cached, reasoning, total, cost)
        SELECT owner, sid, at, CASE WHEN i % 20 <> 7 THEN sid END, 0, 0, 'model', 'provider', md5('m' || i % 3)::uuid, 0, true, 100, 10, 0, 0, 110, 1000 FROM talk;

        INSERT INTO colloquy.spending
        SELECT owner, sid, md5('m' || i % 3)::uuid, session, 'model', 'provider', 1, 1, 0, 100, 10, 0, 0, 110, 1000, 0, 0, 0, 0 FROM talk WHERE i % 20 <> 7;

        INSERT INTO colloquy.usage_owners SELECT encode(hash, 'hex')::uuid, app, name FROM owner;

        INSERT INTO colloquy.state_owners SELECT encode(hash, 'hex')::uuid, app, name, 2 FROM owner;

        INSERT INTO colloquy.state SELECT encode(hash, 'hex')::uuid, key, CASE key WHEN 'a' THEN 1 ELSE 2 END, '1' FROM owner, unnest('{a,b}'::text[]) key;

        INSERT INTO colloquy.search_texts
        SELECT sid, 1, owner, at, 'user', at, 'some words of it', array_to_tsvector(ARRAY[mark || 'some', mark || 'word' || i % 1000, mark || 'of']) FROM talk WHERE i % 5 = 0;

        INSERT INTO colloquy.memory_owners SELECT encode(hash, 'hex')::uuid, app, name, '', CASE WHEN n < 0 THEN 1000 ELSE 2 END FROM owner;

        INSERT INTO colloquy.memories (owner, key, text, version, created, updated, folded, words)
        SELECT encode(hash, 'hex')::uuid, 'key-' || m, 'likes tea', 1, 1750000000000, 1750000000000, 'likes tea', array_to_tsvector(ARRAY[translate(encode(substr(hash, 1, 6), 'base64'), '+/', '-_') || 'likes'])
        FROM owner, generate_series(1, CASE WHEN n < 0 THEN 1000 ELSE 2 END) m;

        INSERT INTO colloquy.memory_vectors SELECT owner, id, 'model', 4, '\x00000000000000000000000000000000' FROM colloquy.memories WHERE id % 2 = 0
        """;

    private const string MakeIndexes = """
        DO $$
        DECLARE one record;
        BEGIN
            FOR one IN SELECT * FROM made_later ORDER BY turn LOOP
                EXECUTE one.make;
            END LOOP;
        END $$
        """;
}
