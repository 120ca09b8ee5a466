using Colloquy.Testing;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Tests;

/// <summary>A restart matrix cuts an agent off within the process of a test. What it finds is what a process that is killed leaves behind.</summary>
[Fault(FaultAttribute.Sqlite, "a process is killed within a tool")]
public sealed class KilledAndCutTests : IDisposable
{
    private const string Afterwards = "never mind";

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_cut_after_a_call_ends_as_a_process_that_is_killed_there()
    {
        var cut = await CutAsync();

        Assert.Equal(["c1", "c2", "c3"], cut.Select((_, i) => BookingDesk.Calls[i].Id));
        for (var i = 0; i < cut.Count; i++)
        {
            var killed = await KillAsync(BookingDesk.Calls[i].Id);
            Assert.Equal(killed.Notes, cut[i].Notes);
            Assert.Equal(killed.Turns, cut[i].Turns);
            Assert.Equal(killed.Effects, cut[i].Effects);
        }

        // What is compared is not empty: the payment is made once, and its outcome is unknown.
        Assert.Contains("tool: #c1=unknown", cut[0].Notes);
        Assert.Equal(1, cut[0].Effects["c1"]);
        Assert.Equal(2, cut[1].Effects["c2"]);
        FaultTries.Note(tries: cut.Count);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Holds the conversation with a cut after each call, on a file each.</summary>
    private async Task<List<Left>> CutAsync()
    {
        SortedDictionary<int, Left> left = [];
        var result = await RestartMatrix.RunAsync(
            "desk",
            conversation =>
            {
                var agent = new BookingDesk(_folder.File($"cut{conversation.Trial}"), KillSwitch.Off).CreateAgent(parallel: false);
                var file = _folder.File($"cut{conversation.Trial}.db");
                conversation.UseStore(async stop => await SqliteSessionStore.OpenAsync(file, Stores.Patient(), stop))
                    .AddToolHost(new InProcessToolHost("desk", [.. agent.Tools.Cast<AIFunction>()]))
                    .UseAgent(parts => new Agent(parts.Client(agent.Client)) { Tools = parts.Tools });
            },
            async conversation =>
            {
                await conversation.SayAsync(BookingDesk.Input);
                await conversation.SayAsync(Afterwards);
                left[conversation.Trial] = new Left(
                    [.. (await conversation.ReadHistoryAsync()).Select(KilledTurn.Note)],
                    await conversation.Session!.Turns.ReadAsync().Select(turn => $"{turn.Number} {turn.Status}").ToListAsync(),
                    CountEffects(_folder.File($"cut{conversation.Trial}")));
            },
            new RestartMatrixOptions { Cuts = RestartCuts.AfterCalls });

        Assert.Equal(TrialsOutcome.Passed, result.Outcome);
        Assert.Equal(["book", "note", "book"], result.Variants.Select(variant => variant.Cut.Tool));
        return [.. left.Values.Skip(1)];
    }

    /// <summary>Kills a process within a tool, after it has acted; another goes on with its turn, and takes the next one.</summary>
    private async Task<Left> KillAsync(string call)
    {
        var (file, effects) = (_folder.File($"killed-{call}.db"), _folder.File($"killed-{call}"));
        await using (var worker = WorkerProcess.Start("book", file, effects, "run", false, Durability.Step, 0))
        {
            await worker.GoAsync($"inside the tool {call}");
            Assert.Equal($"inside the tool {call}", (await worker.HearAllAsync())[^1]);
        }

        await using var turn = new KilledTurn(file, effects, parallel: false);
        await turn.Agent().ResumeAsync(await turn.OpenAsync());
        await turn.Agent().RunAsync(Afterwards, await turn.OpenAsync());
        return new Left(await turn.ReadNotesAsync(), await turn.ReadTurnsAsync(), turn.CountEffects());
    }

    private static Dictionary<string, int> CountEffects(string effects)
    {
        var lines = File.ReadAllLines(effects);
        return BookingDesk.Calls.ToDictionary(call => call.Id, call => lines.Count(line => line == call.Id));
    }

    /// <summary>What a conversation leaves behind.</summary>
    private sealed record Left(List<string> Notes, List<string> Turns, Dictionary<string, int> Effects);
}
