using System.Globalization;
using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Runs or resumes a turn at the booking desk, and may be killed at one of its points.</summary>
/// <remarks>Arguments: file, file of effects, <c>run</c> or <c>resume</c>, whether tools run in parallel, durability, hours that the clock is ahead. Then, by line: the point at which to be killed.</remarks>
internal static class BookCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var (parallel, durability) = (bool.Parse(args[4]), Enum.Parse<Durability>(args[5]));
        var time = new AheadTime(TimeSpan.FromHours(int.Parse(args[6], CultureInfo.InvariantCulture)));
        var kill = new KillSwitch(await Talk.BeReadyAsync(), Talk.Say);

        await using var store = new KillingStore(await SqliteSessionStore.OpenAsync(args[1], Stores.Patient(time)), kill);
        var session = await store.OpenAsync(Stores.Key, new OpenSessionOptions { TimeProvider = time });
        var isRun = args[3] == "run";
        var agent = new BookingDesk(args[2], kill, together: parallel ? BookingDesk.Calls.Count : 1).CreateAgent(parallel, durability);
        var answer = isRun ? await agent.RunAsync(BookingDesk.Input, session) : await agent.ResumeAsync(session);
        Talk.Say($"done {answer?.Status}");
        return 0;
    }
}
