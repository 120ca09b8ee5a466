using System.Diagnostics;
using System.Globalization;
using Colloquy.Storage.Conformance;

namespace Colloquy.Faults.Tests;

/// <summary>Two processes that work on the same sessions of one store, round after round. In each round one of them is killed, and another takes its place; or one is stopped, and goes on.</summary>
/// <param name="kind">The kind of store.</param>
/// <param name="place">The file or the connection string.</param>
/// <param name="seed">The seed of all choices.</param>
internal sealed class HistoryProcesses(string kind, string place, int seed) : IAsyncDisposable
{
    private const int Clients = 2;
    private const int Steps = 5;

    private static readonly TimeSpan Stopped = TimeSpan.FromMilliseconds(60);

    private readonly Random _random = new(seed);
    private readonly List<WorkerProcess> _workers = [];
    private int _processes;
    private int _calls;
    private int _unknown;
    private int _kills;

    /// <summary>The sessions of each round, each with a history of its own.</summary>
    public int Rooms { get; init; } = 8;

    /// <summary>The fault that is planted in the store of the next rounds.</summary>
    public string Fault { get; set; } = HistoryStores.Sound;

    /// <summary>What else is done to the store in the middle of a round; null for nothing.</summary>
    public Func<int, Task>? Trouble { get; init; }

    /// <summary>Runs rounds, checks their histories, and notes how many processes were killed or stopped.</summary>
    public async Task CheckAsync(int rounds)
    {
        var started = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds; round++)
            await RunAsync(round);
        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds * Rooms} histories, {_calls} calls, {_unknown} commits of unknown outcome, {_kills} processes killed, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s.");
        FaultTries.Note(tries: rounds);
    }

    /// <summary>Runs a round, and checks its histories.</summary>
    public async Task RunAsync(int round)
    {
        // The third is up already when it is needed.
        while (_workers.Count < 3)
            await StartAsync();

        var (log, victim, dies) = (new HistoryLog(), _random.Next(2), _random.Next(4) > 0);
        foreach (var worker in _workers[..2])
            Begin(worker, round, log, withUnknown: false);
        var struck = HearAsync(_workers[victim], log, NextMoment(), () => StrikeAsync(_workers[victim], dies));
        var other = HearAsync(_workers[1 - victim], log, NextMoment(), () => TroubleAsync(round));
        if (await struck)
        {
            _kills++;
            Begin(_workers[2], round, log, withUnknown: true);
            await HearAsync(_workers[2], log);
            await _workers[victim].DisposeAsync();
            _workers.RemoveAt(victim);
        }

        await other;
        await using var store = await HistoryStores.OpenAsync(kind, place);
        for (var room = 0; room < Rooms; room++)
            await new HistoryWorkload(new HistoryStore(store, int.MaxValue - room, line => log.Add(line)), HistoryStores.Key(round, room), seed).ReadAllAsync();

        _calls += log.Count;
        _unknown += Enumerable.Range(0, Rooms).Sum(room => log.UnknownCommits(HistoryStores.Key(round, room)).Count);
        Assert.Equal(Rooms, log.Check(string.Create(CultureInfo.InvariantCulture, $"Set COLLOQUY_SEED={seed} to make the same choices again; processes may meet in another way. It was round {round}.")));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
            await worker.DisposeAsync();
    }

    /// <summary>A moment of a round, by the lines that a process has said until then.</summary>
    private int NextMoment() => _random.Next(Rooms * Clients * Steps * 3);

    private async Task StartAsync()
    {
        var worker = WorkerProcess.Start("history", kind, place, _processes++, Rooms, Clients, Steps);
        _workers.Add(worker);
        await worker.ExpectAsync("ready");
    }

    private void Begin(WorkerProcess worker, int round, HistoryLog log, bool withUnknown)
    {
        IEnumerable<string> words = [$"{round}", $"{unchecked((seed * 397) ^ round)}", Fault];
        if (withUnknown)
            words = words.Concat(Enumerable.Range(0, Rooms).SelectMany(room => log.UnknownCommits(HistoryStores.Key(round, room)).Select(id => $"{room}:{id}")));
        worker.Say(string.Join(' ', words));
    }

    private static async Task<bool> StrikeAsync(WorkerProcess worker, bool dies)
    {
        if (dies)
        {
            worker.Kill();
            return true;
        }

        worker.Pause();
        await Task.Delay(Stopped);
        worker.GoOn();
        return false;
    }

    private async Task<bool> TroubleAsync(int round)
    {
        if (Trouble is not null)
            await Trouble(round);
        return false;
    }

    /// <summary>Hears what a worker says in a round, and acts after a number of lines.</summary>
    /// <returns>Whether the worker was killed.</returns>
    private static async Task<bool> HearAsync(WorkerProcess worker, HistoryLog log, int moment = -1, Func<Task<bool>>? act = null)
    {
        var lines = 0;
        for (var line = await worker.HearAsync(); line != "done"; line = await worker.HearAsync())
        {
            Assert.True(log.Add(line), line);
            if (++lines != moment || !await act!())
                continue;

            foreach (var last in await worker.HearAllAsync())
                log.Add(last);
            return true;
        }

        return false;
    }
}
