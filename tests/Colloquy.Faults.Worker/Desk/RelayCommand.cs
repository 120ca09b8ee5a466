using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Runs a turn that is handed over and has an agent as a tool, and may be killed at one of its points.</summary>
/// <remarks>Arguments: file, file of effects. Then, by line: the point at which to be killed.</remarks>
internal static class RelayCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var time = new AheadTime(TimeSpan.Zero);
        var kill = new KillSwitch(await Talk.BeReadyAsync(), Talk.Say);
        await using var store = new KillingStore(await SqliteSessionStore.OpenAsync(args[1], Stores.Patient(time)), kill);
        var session = await store.OpenAsync(Stores.Key, new OpenSessionOptions { TimeProvider = time });
        var answer = await new RelayDesk(args[2], kill).CreateAgent().RunAsync(RelayDesk.Input, session);
        Talk.Say($"done {answer.Status}");
        return 0;
    }
}
