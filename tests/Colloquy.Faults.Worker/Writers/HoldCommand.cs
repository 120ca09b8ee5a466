using System.Globalization;
using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Takes a session's lease and commits under it when it is told to.</summary>
/// <remarks>Arguments: file, milliseconds that the lease lives.</remarks>
internal static class HoldCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var duration = TimeSpan.FromMilliseconds(int.Parse(args[2], CultureInfo.InvariantCulture));
        await using var store = await SqliteSessionStore.OpenAsync(args[1], Stores.Patient());
        await store.CreateAsync(Stores.Key);
        var answer = await store.LeaseAsync(Stores.Key, LeaseRequest.Acquire("holder", duration, LeasePlace.None));
        var token = answer.Token!.Value;

        Talk.Say("holding");
        for (var number = 0; ; number++)
        {
            await Talk.HearAsync();
            try
            {
                await Batch.Of(0, 0, number).CommitAsync(store, Stores.Key, token);
                Talk.Say("committed");
            }
            catch (ColloquyException e)
            {
                Talk.Say(e.GetType().Name);
            }
        }
    }
}
