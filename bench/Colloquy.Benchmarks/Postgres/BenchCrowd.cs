namespace Colloquy.Benchmarks;

/// <summary>Fills a schema with sessions that nobody reads: copies of one that is there, each with its two newest entries, under owners who have twenty of them.</summary>
internal static class BenchCrowd
{
    private const int OfOwner = 20;

    public static Task AddAsync(BenchDatabase database, string schema, int sessions) => database.ExecuteAsync($$"""
        CREATE TEMP TABLE made AS SELECT n, gen_random_uuid() AS sid FROM generate_series(1, {{sessions}}) n;
        DO $$
        DECLARE
            model uuid := (SELECT sid FROM {{schema}}.sessions ORDER BY sid LIMIT 1);
            columns text := (SELECT string_agg(format('%I', column_name), ', ') FROM information_schema.columns
                WHERE table_schema = '{{schema}}' AND table_name = 'sessions' AND is_generated = 'NEVER' AND column_name NOT IN ('sid', 'user', 'session', 'updated'));
            fields text := (SELECT string_agg(format('%I', column_name), ', ') FROM information_schema.columns
                WHERE table_schema = '{{schema}}' AND table_name = 'entries' AND column_name <> 'sid');
        BEGIN
            EXECUTE format('INSERT INTO {{schema}}.sessions (sid, "user", session, updated, %1$s)
                SELECT m.sid, ''user-'' || m.n / {{OfOwner}}, ''session-'' || m.n, s.updated - m.n, %1$s FROM made m, (SELECT * FROM {{schema}}.sessions WHERE sid = %2$L) s', columns, model);
            EXECUTE format('INSERT INTO {{schema}}.entries (sid, %1$s)
                SELECT m.sid, %1$s FROM made m, (SELECT * FROM {{schema}}.entries WHERE sid = %2$L ORDER BY position DESC LIMIT 2) e', fields, model);
        END $$;
        DROP TABLE made
        """);
}
