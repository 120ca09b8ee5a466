using Colloquy.Encryption;
using Colloquy.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>What encryption costs: a turn of four messages in one commit, and the newest 20 messages of a session, against the same store without it.</summary>
internal static class EncryptionMeasure
{
    private const int Messages = 1_000;

    // Long enough for both sides to copy their write-ahead logs into their files at least once in a slice.
    private static readonly TimeSpan AppendSlice = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan ReadSlice = TimeSpan.FromMilliseconds(1);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(ScratchFolder scratch, Effort effort)
    {
        using var ring = KeyRing.Parse(KeyRing.CreateLine("k1"), "benchmark");
        return [await AppendAsync(ring, scratch, effort), await ReadAsync(ring, scratch, effort)];
    }

    private static async Task<Measurement> AppendAsync(KeyRing ring, ScratchFolder scratch, Effort effort)
    {
        await using var plain = await SqliteSessionStore.OpenAsync(scratch.PathOf("encrypt.append.plain.db"));
        await using var encrypted = await EncryptedSessionStore.OpenAsync(await SqliteSessionStore.OpenAsync(scratch.PathOf("encrypt.append.db")), ring);
        var turn = SampleTurn.Create(1);

        var costs = await Rounds.MeasureAsync(effort, AppendSlice, await AddingAsync(encrypted), await AddingAsync(plain));
        return Measurement.Of("encrypt.append", costs[0].Microseconds, "us", costs[1].Microseconds, Target.Max(1.3));

        async Task<Side> AddingAsync(ISessionStore store)
        {
            var session = await store.OpenAsync(SessionFiles.Key);
            return new Side(async commits =>
            {
                for (var i = 0; i < commits; i++)
                    await session.AddAsync(turn);
            });
        }
    }

    private static async Task<Measurement> ReadAsync(KeyRing ring, ScratchFolder scratch, Effort effort)
    {
        await using var plain = await SqliteSessionStore.OpenAsync(scratch.PathOf("encrypt.tail20.plain.db"));
        await using var encrypted = await EncryptedSessionStore.OpenAsync(await SqliteSessionStore.OpenAsync(scratch.PathOf("encrypt.tail20.db")), ring);

        var costs = await Rounds.MeasureAsync(effort, ReadSlice, await ReadingAsync(encrypted), await ReadingAsync(plain));
        return Measurement.Of("encrypt.tail20", costs[0].Microseconds, "us", costs[1].Microseconds, Target.Max(1.5));

        static async Task<Side> ReadingAsync(ISessionStore store)
        {
            await (await SessionBuilder.OpenAsync(store, SessionFiles.Key)).AddTurnsAsync(Messages / SampleTurn.Messages);
            var session = await store.FindAsync(SessionFiles.Key) ?? throw new InvalidOperationException("The session is not there.");
            return new Side(async reads =>
            {
                for (var i = 0; i < reads; i++)
                {
                    if ((await session.GetItemsAsync(20)).Count != 20)
                        throw new InvalidOperationException("Not 20 messages were read.");
                }
            });
        }
    }
}
