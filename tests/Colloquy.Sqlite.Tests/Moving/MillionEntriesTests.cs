using Colloquy.Tests.Moving;

namespace Colloquy.Sqlite.Tests.Moving;

/// <summary>A large store is moved in bounded time and memory, and is the same afterwards.</summary>
public sealed class MillionEntriesTests : IDisposable
{
    private const int Sessions = 200;
    private const int Each = 4_000;
    private const int OfLongest = 200_000;
    private const long MostMemory = 150_000_000;

    private readonly TempFolder _folder = new();

    [Fact(Timeout = 300_000)]
    [Trait("Tier", "Long")]
    public async Task A_million_entries_are_copied_while_memory_stays_flat()
    {
        await using var from = await SqliteSessionStore.OpenAsync(_folder.File("from.db"), new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal });
        await using var to = await SqliteSessionStore.OpenAsync(_folder.File("to.db"), new SqliteSessionStoreOptions { Synchronous = SqliteSynchronous.Normal });
        for (var i = 0; i < Sessions; i++)
            await from.SayAsync(new SessionKey($"session-{i}", $"user-{i % 20}"), [.. Enumerable.Range(0, Each).Select(n => $"message {n}")]);
        for (var i = 0; i < OfLongest; i += 5_000)
            await from.SayAsync(Talk.Key, [.. Enumerable.Range(i, 5_000).Select(n => $"message {n}")]);
        var watch = new MemoryWatch();

        var copy = new StoreCopy(from, to) { Progress = watch };
        Assert.True(await copy.RunAsync(TestContext.Current.CancellationToken));
        var again = new StoreCopy(from, to);
        Assert.True(await again.RunAsync(TestContext.Current.CancellationToken));

        Assert.Equal((Sessions + 1, (Sessions * Each) + OfLongest, 0), (copy.Sessions, copy.Entries, copy.Problems.Count));
        Assert.Equal((Sessions + 1, 0), (copy.Copied, again.Copied));
        Assert.InRange(watch.Most, 1, MostMemory);
        Assert.Equal(await ChainsAsync(from), await ChainsAsync(to));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<IEnumerable<string>> ChainsAsync(SqliteSessionStore store) => (await StoreDump.RecordsAsync(store)).Select(record => $"{record.Key} {record.Tip} {record.Chain} {record.UpdatedAt:O}").Order(StringComparer.Ordinal);

    /// <summary>Looks now and then how much memory is in use.</summary>
    private sealed class MemoryWatch : IProgress<EntryProgress>
    {
        private long _next = 100_000;

        public long Most { get; private set; }

        public void Report(EntryProgress value)
        {
            if (value.Entries < Interlocked.Read(ref _next))
                return;

            Interlocked.Add(ref _next, 100_000);
            Most = Math.Max(Most, GC.GetTotalMemory(forceFullCollection: true));
        }
    }
}
