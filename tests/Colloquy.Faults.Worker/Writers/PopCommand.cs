using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Takes the newest message back until there is none, and tells what it took.</summary>
/// <remarks>Arguments: file.</remarks>
internal static class PopCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        await using var store = await SqliteSessionStore.OpenAsync(args[1], Stores.Patient());
        var session = await store.OpenAsync(Stores.Key);
        await Talk.BeReadyAsync();

        while (await session.PopAsync() is [var taken])
            Talk.Say(taken.Text);
        Talk.Say("done");
        return 0;
    }
}
