using SQLitePCL;

namespace Colloquy.Faults.Tests;

/// <summary>Reads a session's log as an auditor does: believes nothing, and computes every hash anew.</summary>
internal static class LogCheck
{
    /// <summary>Reads the log, and checks its positions, hashes and chain, and that the session's record is at its end.</summary>
    public static async Task<IReadOnlyList<Entry>> ReadAsync(ISessionStore store, SessionKey key)
    {
        var record = await store.GetAsync(key);
        if (record is null)
            return [];

        var entries = new List<Entry>();
        var read = LogRead.All() with { Limit = LogRead.MaxLimit };
        for (var page = await store.ReadAsync(key, read); ; page = await store.ReadAsync(key, read))
        {
            entries.AddRange(page.Entries);
            if (page.Next is null)
                break;
            read = read.Continue(page);
        }

        var chain = EntryHash.Seed(key);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            Assert.Equal(new Position(i + 1), entry.Position);
            if (!entry.IsPruned)
                Assert.Equal(entry.PayloadHash, EntryHash.OfPayload(entry.Salt.Span, entry.Payload.Span));
            chain = EntryHash.OfChain(chain, entry);
            Assert.Equal(chain, entry.Chain);
        }

        Assert.Equal(new Position(entries.Count), record.Tip);
        Assert.Equal(chain, record.Chain);
        return entries;
    }

    /// <summary>Reads a log that only batches were written to, in their order: each is there whole, in one piece, and once.</summary>
    public static async Task<IReadOnlyList<Batch>> ReadBatchesAsync(ISessionStore store, SessionKey key, int seed)
    {
        var entries = await ReadAsync(store, key);
        List<Batch> batches = [];
        for (var i = 0; i < entries.Count;)
        {
            var isTurn = entries[i].Kind == EntryKind.TurnStart;
            var first = isTurn ? i + 1 : i;
            Assert.True(first < entries.Count, "The log ends with a turn that has no message.");
            var (writer, number) = Batch.Parse(TextOf(entries[first], key));
            var batch = Batch.Of(seed, writer, number);
            Assert.Equal(batch.Texts, entries.Skip(first).Take(batch.Texts.Count).Select(entry => TextOf(entry, key)));
            if (isTurn)
                Assert.All(entries.Skip(first).Take(batch.Texts.Count), entry => Assert.Equal(entries[i].Position, entry.TurnStart));
            batches.Add(batch);
            i = first + batch.Texts.Count;
        }

        Assert.Equal(batches.Count, batches.Distinct().Count());
        Assert.Equal(new Position(entries.Count), (await store.GetAsync(key))?.Head ?? Position.Start);
        return batches;
    }

    /// <summary>Has SQLite check its file.</summary>
    public static void CheckFile(string file)
    {
        Batteries_V2.Init();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(file, out var handle));
        using (handle)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(handle, "PRAGMA integrity_check", out var statement));
            using (statement)
            {
                Assert.Equal(raw.SQLITE_ROW, raw.sqlite3_step(statement));
                Assert.Equal("ok", raw.sqlite3_column_text(statement, 0).utf8_to_string());
            }
        }
    }

    public static string TextOf(Entry entry, SessionKey key) =>
        entry.Kind == EntryKind.Message ? ((MessageBody)entry.Decode(key)).Message.Text : $"<{entry.Kind}>";
}
