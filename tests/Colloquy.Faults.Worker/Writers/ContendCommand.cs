using System.Diagnostics;
using System.Globalization;

namespace Colloquy.Faults.Worker;

/// <summary>Queues for the leases of several sessions at once; commits some batches under each that it gets, gives it back, and queues again, until it is told to end.</summary>
/// <remarks>
/// Arguments: kind of store, place, seed, number of the process, first session, how many, milliseconds that a lease lives.
/// Times are of the machine's monotonic clock, which is the same in each of its processes.
/// </remarks>
public static class ContendCommand
{
    private const int BatchesInTurn = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        var numbers = args[3..].Select(argument => int.Parse(argument, CultureInfo.InvariantCulture)).ToArray();
        var (seed, process, first, count, duration) = (numbers[0], numbers[1], numbers[2], numbers[3], TimeSpan.FromMilliseconds(numbers[4]));
        await using var store = await HistoryStores.OpenAsync(args[1], args[2]);
        await Talk.BeReadyAsync();

        using var end = new CancellationTokenSource();
        var rooms = Enumerable.Range(first, count).Select(room => Task.Run(() => new Contender(store, seed, process, room, duration).RunAsync(end.Token))).ToArray();
        var told = Talk.HearAsync();
        await (await Task.WhenAny([told, .. rooms]));
        await end.CancelAsync();
        await Task.WhenAll(rooms);
        Talk.Say("done");
        return 0;
    }

    /// <summary>The number under which a process writes to a session.</summary>
    public static int WriterOf(int process, int room) => (process * 1_000) + room;

    private sealed class Contender(ISessionStore store, int seed, int process, int room, TimeSpan duration)
    {
        private readonly SemaphoreSlim _changed = new(0);
        private readonly SessionKey _key = Stores.Room(room);
        private int _number;

        public async Task RunAsync(CancellationToken end)
        {
            await store.CreateAsync(_key, end);
            await using var listener = await store.GetService<IChangeSignal>()!.ListenAsync(_key, _ => _changed.Release(), end);
            while (!end.IsCancellationRequested && await AcquireAsync(end) is { } token)
            {
                try
                {
                    await WriteAsync(token);
                }
                catch (LeaseLostException)
                {
                    Talk.Say($"lost {room} {token}");
                }
            }
        }

        private async Task<LeaseToken?> AcquireAsync(CancellationToken end)
        {
            for (long? ticket = null; ;)
            {
                var sent = Stopwatch.GetTimestamp();
                var answer = await store.LeaseAsync(_key, LeaseRequest.Acquire($"process {process}", duration, LeasePlace.Back, ticket), CancellationToken.None);
                if (answer.Token is { } token)
                {
                    Talk.Say($"got {room} {token} {sent} {Stopwatch.GetTimestamp()}");
                    return token;
                }

                ticket = answer.Ticket;
                if (end.IsCancellationRequested)
                {
                    await store.LeaseAsync(_key, LeaseRequest.Withdraw(ticket!.Value), CancellationToken.None);
                    return null;
                }

                await WaitAsync(end);
            }
        }

        private async Task WriteAsync(LeaseToken token)
        {
            for (var i = 0; i < BatchesInTurn; i++)
            {
                var receipt = await Batch.Of(seed, WriterOf(process, room), _number).CommitAsync(store, _key, token);
                Talk.Say($"ack {room} {_number++} {receipt.First} {token}");
            }

            await store.LeaseAsync(_key, LeaseRequest.Release(token), CancellationToken.None);
            Talk.Say($"released {room} {token}");
        }

        /// <summary>Waits until something was signalled, but not until the ticket dies or long after the lease of one who says nothing.</summary>
        private async Task WaitAsync(CancellationToken end)
        {
            try
            {
                await _changed.WaitAsync(duration / 10, end);
            }
            catch (OperationCanceledException)
            {
                // It asks once more, and leaves the queue.
            }
        }
    }
}
