using System.Globalization;
using Colloquy.Storage.Conformance;

namespace Colloquy.Faults.Tests;

/// <summary>Two processes that work on the same sessions of one store, round after round. In each round one of them is killed, and another takes its place; or one is stopped, and goes on.</summary>
internal sealed class HistoryProcesses(string kind, string place, int seed, string fault = HistoryStores.Sound) : IAsyncDisposable
{
    private const int Clients = 2;
    private const int Steps = 5;

    private static readonly TimeSpan Stopped = TimeSpan.FromMilliseconds(60);

    private readonly Random _random = new(seed);
    private readonly List<WorkerProcess> _workers = [];
    private int _processes;

    /// <summary>The sessions of each round, each with a history of its own.</summary>
    public int Rooms { get; init; } = 8;

    /// <summary>The calls of all rounds.</summary>
    public int Calls { get; private set; }

    /// <summary>The processes that were killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Runs a round, and checks its histories.</summary>
    public async Task RunAsync(int round)
    {
        // The third is up already when it is needed.
        while (_workers.Count < 3)
            await StartAsync();

        var (log, victim, dies) = (new HistoryLog(), _random.Next(2), _random.Next(4) > 0);
        foreach (var worker in _workers[..2])
            Begin(worker, round, log, withUnknown: false);
        var hit = _random.Next(Rooms * Clients * Steps * 3);
        var struck = HearAsync(_workers[victim], log, hit, dies);
        var other = HearAsync(_workers[1 - victim], log, hit: null, dies: false);
        if (await struck)
        {
            Kills++;
            Begin(_workers[2], round, log, withUnknown: true);
            await HearAsync(_workers[2], log, hit: null, dies: false);
            await _workers[victim].DisposeAsync();
            _workers.RemoveAt(victim);
        }

        await other;
        await using var store = await HistoryStores.OpenAsync(kind, place);
        for (var room = 0; room < Rooms; room++)
            await new HistoryWorkload(new HistoryStore(store, int.MaxValue - room, line => log.Add(line)), HistoryStores.Key(round, room), seed).ReadAllAsync();

        Calls += log.Count;
        Assert.Equal(Rooms, log.Check(string.Create(CultureInfo.InvariantCulture, $"Set COLLOQUY_SEED={seed} to make the same choices again; processes may meet in another way. It was round {round}.")));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
            await worker.DisposeAsync();
    }

    private async Task StartAsync()
    {
        var worker = WorkerProcess.Start("history", kind, place, fault, _processes++, Rooms, Clients, Steps);
        _workers.Add(worker);
        await worker.ExpectAsync("ready");
    }

    private void Begin(WorkerProcess worker, int round, HistoryLog log, bool withUnknown)
    {
        IEnumerable<string> words = [$"{round}", $"{unchecked((seed * 397) ^ round)}"];
        if (withUnknown)
            words = words.Concat(Enumerable.Range(0, Rooms).SelectMany(room => log.UnknownCommits(HistoryStores.Key(round, room)).Select(id => $"{room}:{id}")));
        worker.Say(string.Join(' ', words));
    }

    /// <summary>Hears what a worker says, and strikes it after a number of lines.</summary>
    /// <returns>Whether it was killed.</returns>
    private static async Task<bool> HearAsync(WorkerProcess worker, HistoryLog log, int? hit, bool dies)
    {
        var lines = 0;
        for (var line = await worker.HearAsync(); line != "done"; line = await worker.HearAsync())
        {
            Assert.True(log.Add(line), line);
            if (++lines != hit)
                continue;

            if (dies)
            {
                worker.Kill();
                foreach (var last in await worker.HearAllAsync())
                    log.Add(last);
                return true;
            }

            worker.Pause();
            await Task.Delay(Stopped);
            worker.GoOn();
        }

        return false;
    }
}
