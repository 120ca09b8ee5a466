using System.Globalization;

namespace Colloquy.Faults.Tests;

/// <summary>Promise 4 where several agents have a turn: the process is killed at every step of a handoff, of a provider's hooks, and of an agent that is a tool.</summary>
[Fault(FaultAttribute.Sqlite, "a process is killed at each step of a turn of several agents")]
public sealed class KilledRelayTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_turn_that_is_handed_over_and_has_an_agent_as_a_tool_goes_on_wherever_it_was_killed()
    {
        var all = await RunAsync(_folder.File("all.db"), _folder.File("all"), point: "none");
        Assert.Equal("done Completed", all[^1]);
        Assert.InRange(all.Count - 1, 20, 60);
        Assert.All((string[])["inside the hook before", "inside the hook after", "after its write", "inside the tool"], point => Assert.Contains(point, all));

        await Parallel.ForEachAsync(Enumerable.Range(1, all.Count - 1), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (at, _) =>
        {
            var (file, effects) = (_folder.File($"{at}.db"), _folder.File($"{at}"));
            var reached = await RunAsync(file, effects, at.ToString(CultureInfo.InvariantCulture));
            try
            {
                await AssertGoesOnAsync(file, effects);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Killed at point {at}, {reached[^1]}: {e.Message}", e);
            }
        });
        FaultTries.Note(tries: all.Count - 1);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task AssertGoesOnAsync(string file, string effects)
    {
        var time = new AheadTime(TimeSpan.FromHours(1));
        await using var store = await SqliteSessionStore.OpenAsync(file, Stores.Patient(time));
        var session = await store.OpenAsync(Stores.Key, new OpenSessionOptions { TimeProvider = time });
        var hasBegun = await session.Turns.CountAsync() > 0;

        var answer = await new RelayDesk(effects, KillSwitch.Off).CreateAgent().ResumeAsync(session);

        if (!hasBegun)
        {
            Assert.Null(answer);
            Assert.Empty(await session.GetItemsAsync());
            return;
        }

        var turn = await session.Turns.GetAsync(1);
        Assert.Equal(TurnStatus.Completed, turn.Status);
        Assert.Equal("back", await session.GetActiveAgentAsync());
        Assert.Equal(1, await session.State.GetAsync<int>("Tally/runs"));
        Assert.Equal(["user", "assistant", "tool", "assistant", "tool", "assistant"], (await session.GetItemsAsync()).Select(item => item.Message.Role.Value));

        var log = await LogCheck.ReadAsync(store, Stores.Key);
        Assert.Single(log, entry => entry.Kind == EntryKind.Handoff);
        var acted = File.Exists(effects) ? File.ReadAllLines(effects).Length : 0;
        var said = (await session.GetItemsAsync(1))[0].Message.Text;
        Assert.StartsWith("the back says helped: ", said, StringComparison.Ordinal);
        Assert.InRange(acted, said.Contains("unknown", StringComparison.Ordinal) ? 0 : 1, 1);

        var child = await store.FindAsync(new SessionKey(FindChild(log), Stores.Key.Owner));
        Assert.Equal(TurnStatus.Completed, (await child!.Turns.GetAsync(1)).Status);
        Assert.Equal(1, await child.Turns.CountAsync());
    }

    private static string FindChild(IReadOnlyList<Entry> log) =>
        log.Select(entry => entry.Decode(Stores.Key)).OfType<MessageBody>().Select(body => body.ChildSession).Single(child => child is not null)!;

    private static async Task<List<string>> RunAsync(string file, string effects, string point)
    {
        await using var worker = WorkerProcess.Start(["relay", file, effects]);
        await worker.GoAsync(point);
        return await worker.HearAllAsync();
    }
}
