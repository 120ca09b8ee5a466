using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Runs a turn of which memories are learned, and may be killed at one of its points.</summary>
/// <remarks>Arguments: file, durability. Then, by line: the point at which to be killed.</remarks>
internal static class LearnCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var kill = new KillSwitch(await Talk.BeReadyAsync(), Talk.Say);
        await using var store = new KillingStore(await SqliteSessionStore.OpenAsync(args[1], Stores.Patient()), kill);
        var session = await store.OpenAsync(Stores.Key);
        var answer = await new LearningDesk(kill).Agent.RunAsync("I drink green tea, and Mia is my cat.", session, new RunOptions { Durability = Enum.Parse<Durability>(args[2]) });
        Talk.Say($"done {answer.Status}");
        return 0;
    }
}
