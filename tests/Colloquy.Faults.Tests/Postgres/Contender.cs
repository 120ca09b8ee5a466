using System.Globalization;

namespace Colloquy.Faults.Tests;

/// <summary>A process that contends for sessions, and what it has said.</summary>
internal sealed class Contender : IAsyncDisposable
{
    private readonly WorkerProcess _worker;
    private readonly Action _heard;
    private readonly List<LeaseSpan> _leases = [];
    private readonly List<Acknowledgement> _acknowledged = [];
    private bool _isDone;
    private bool _isDead;

    private Contender(WorkerProcess worker, int number, Action heard) => (_worker, Number, _heard) = (worker, number, heard);

    public int Number { get; }

    public int Lost { get; private set; }

    /// <summary>The leases that it got, in the order in which it said so.</summary>
    public IReadOnlyList<LeaseSpan> Leases
    {
        get
        {
            lock (_leases)
                return [.. _leases];
        }
    }

    public IReadOnlyList<Acknowledgement> Acknowledged
    {
        get
        {
            lock (_leases)
                return [.. _acknowledged];
        }
    }

    /// <summary>Ends when the process has ended; throws when it ended by itself, and had not been told to.</summary>
    public Task Hearing { get; private set; } = Task.CompletedTask;

    public static async Task<Contender> StartAsync(int number, IReadOnlyList<string> under, IEnumerable<object> arguments, Action heard)
    {
        var contender = new Contender(WorkerProcess.StartIn(under, ["contend", .. arguments]), number, heard);
        await contender._worker.GoAsync();
        contender.Hearing = Task.Run(contender.HearAsync);
        return contender;
    }

    public void Kill()
    {
        _isDead = true;
        _worker.Kill();
    }

    public void Pause() => _worker.Pause();

    public void GoOn() => _worker.GoOn();

    /// <summary>Has the process finish what it does, and end.</summary>
    public async Task EndAsync()
    {
        _worker.Say("end");
        await Hearing;
    }

    public ValueTask DisposeAsync()
    {
        _isDead = true;
        return _worker.DisposeAsync();
    }

    private async Task HearAsync()
    {
        while (!_isDone && await _worker.TryHearAsync() is { } line)
        {
            Note(line.Split(' '));
            _heard();
        }

        Assert.True(_isDone || _isDead, _isDone || _isDead ? null : await _worker.EndingAsync());
    }

    private void Note(string[] words)
    {
        var numbers = words[1..].Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        lock (_leases)
        {
            switch (words[0])
            {
                case "got":
                    _leases.Add(new LeaseSpan(Number, (int)numbers[0], numbers[1], numbers[2], numbers[3]));
                    break;
                case "ack":
                    _acknowledged.Add(new Acknowledgement((int)numbers[0], (int)numbers[1], numbers[2], numbers[3]));
                    break;
                case "released":
                    End(lease => lease with { IsReleased = true });
                    break;
                case "lost":
                    Lost++;
                    End(lease => lease with { IsLost = true });
                    break;
                case "done":
                    _isDone = true;
                    break;
            }
        }

        void End(Func<LeaseSpan, LeaseSpan> change)
        {
            var index = _leases.FindLastIndex(lease => lease.Room == numbers[0] && lease.Token == numbers[1]);
            _leases[index] = change(_leases[index]);
        }
    }
}

/// <summary>A lease that a process got: when it was asked for, and when the process knew; by the machine's monotonic clock.</summary>
internal sealed record LeaseSpan(int Process, int Room, long Token, long Asked, long Got)
{
    public bool IsReleased { get; init; }

    public bool IsLost { get; init; }

    public bool IsHeld => !IsReleased && !IsLost;
}

/// <summary>A commit that a process was told of.</summary>
internal sealed record Acknowledgement(int Room, int Number, long First, long Token);
