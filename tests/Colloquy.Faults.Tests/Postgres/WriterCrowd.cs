using System.Collections.Concurrent;

namespace Colloquy.Faults.Tests;

/// <summary>Writers that commit batch after batch at once, by turns to sessions of their own and to one that all share, and remember what was acknowledged.</summary>
internal sealed class WriterCrowd : IDisposable
{
    private readonly ConcurrentDictionary<int, int> _acknowledged = new();
    private readonly SemaphoreSlim _progress = new(0);
    private readonly CancellationTokenSource _end = new();
    private readonly ISessionStore _store;
    private readonly int _seed;
    private readonly List<Task> _writers = [];

    private WriterCrowd(ISessionStore store, int seed) => (_store, _seed) = (store, seed);

    public int Count => _acknowledged.Values.Sum();

    public static async Task<WriterCrowd> StartAsync(ISessionStore store, int writers, int seed)
    {
        var crowd = new WriterCrowd(store, seed);
        await store.CreateAsync(Stores.Key);
        for (var writer = 0; writer < writers; writer++)
            await store.CreateAsync(Stores.Room(writer));
        for (var writer = 0; writer < writers; writer++)
        {
            var number = writer;
            crowd._writers.Add(Task.Run(() => crowd.WriteAsync(number)));
        }

        return crowd;
    }

    /// <summary>Waits until a number of further batches is acknowledged; throws what a writer throws.</summary>
    public async Task WaitForAsync(int batches)
    {
        for (var goal = Count + batches; Count < goal;)
            await await Task.WhenAny([_progress.WaitAsync(), .. _writers]);
    }

    /// <summary>Has each writer finish its batch, and end.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_writers);
    }

    /// <summary>Checks that a store has each acknowledged batch, whole and once, and no other; and each chain.</summary>
    public async Task CheckAsync(ISessionStore store)
    {
        var shared = await LogCheck.ReadBatchesAsync(store, Stores.Key, _seed);
        for (var writer = 0; writer < _writers.Count; writer++)
        {
            List<Batch> own = [.. await LogCheck.ReadBatchesAsync(store, Stores.Room(writer), _seed), .. shared.Where(batch => batch.Writer == writer)];
            Assert.Equal(Enumerable.Range(0, _acknowledged.GetValueOrDefault(writer)), own.Select(batch => batch.Number).Order());
        }
    }

    public void Dispose()
    {
        _end.Dispose();
        _progress.Dispose();
    }

    private async Task WriteAsync(int writer)
    {
        for (var number = 0; !_end.IsCancellationRequested; number++)
        {
            await Batch.Of(_seed, writer, number).CommitAsync(_store, number % 4 == 3 ? Stores.Key : Stores.Room(writer));
            _acknowledged[writer] = number + 1;
            _progress.Release();
        }
    }
}
