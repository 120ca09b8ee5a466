using System.Globalization;
using Colloquy.Storage.Conformance;

namespace Colloquy.Faults.Worker;

/// <summary>Does random steps on several sessions at once, a round each time that it is told to, and says each call before it is made and its answer after it.</summary>
/// <remarks>
/// Arguments: kind of store, place, number of the process, how many sessions, clients on each, steps of each client.
/// A round is asked for by its number, its seed and the fault that is planted, and for each commit that a dead process left unknown the session and the id.
/// </remarks>
internal static class HistoryCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var numbers = args[3..].Select(Number).ToArray();
        var (process, rooms, clients, steps) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        await using var store = await HistoryStores.OpenAsync(args[1], args[2]);
        await WarmAsync(store, process);
        for (var line = await Talk.BeReadyAsync(); line != "end"; line = await Talk.HearAsync())
        {
            var words = line.Split(' ');
            var (round, seed, faulty) = (Number(words[0]), Number(words[1]), HistoryStores.Plant(words[2], store));
            var unknown = words[3..].Select(word => word.Split(':')).ToLookup(parts => Number(parts[0]), parts => new CommitId(Guid.Parse(parts[1])));
            await Task.WhenAll(
                from room in Enumerable.Range(0, rooms)
                from client in Enumerable.Range(0, clients)
                select Task.Run(() => ActAsync(round, room, client)));
            Talk.Say("done");

            Task ActAsync(int round, int room, int client)
            {
                var number = (((process * rooms) + room) * clients) + client;
                var (recorded, key, choices) = (new HistoryStore(faulty, number, Talk.Say), HistoryStores.Key(round, room), unchecked((seed * 397) ^ number));
                return client % 2 == 1
                    ? SessionWork.RunAsync(recorded, key, choices, steps)
                    : new HistoryWorkload(recorded, key, choices) { Repeats = [.. unknown[room]] }.RunAsync(steps);
            }
        }

        return 0;
    }

    /// <summary>Works on a session of its own first: what is compiled already is as quick as in a process that runs for long, so that calls of processes meet.</summary>
    private static async Task WarmAsync(ISessionStore store, int process)
    {
        var key = new SessionKey($"warm-{process}");
        var recorded = new HistoryStore(store, 0, _ => { });
        await new HistoryWorkload(recorded, key, process).RunAsync(steps: 40);
        await SessionWork.RunAsync(recorded, key, process, steps: 20);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
