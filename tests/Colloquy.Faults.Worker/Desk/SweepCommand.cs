namespace Colloquy.Faults.Worker;

/// <summary>Says what a process's clock shows; sweeps all sessions; and tries to delete one.</summary>
/// <remarks>Arguments: kind of store, place, the number of the session that is to be deleted.</remarks>
internal static class SweepCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        await using var store = await HistoryStores.OpenAsync(args[1], args[2]);
        Talk.Say($"{TimeProvider.System.GetUtcNow():O}");
        await foreach (var swept in new RetentionSweeper(store).SweepAsync())
            Talk.Say($"{swept.Outcome} {swept.Key.Id}");
        try
        {
            await store.DeleteAsync(Stores.Room(int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture)));
            Talk.Say("deleted");
        }
        catch (ColloquyException e)
        {
            Talk.Say(e.GetType().Name);
        }

        Talk.Say("done");
        return 0;
    }
}
