namespace Colloquy.Faults.Tests;

/// <summary>Promises 4 and 5: the process that runs a turn is killed at every one of its steps, and another goes on.</summary>
[Fault(FaultAttribute.Sqlite, "a process is killed at each step of a turn")]
public sealed class KilledTurnTests : IDisposable
{
    private const int MostPoints = 60;

    private readonly TempFolder _folder = new();

    [Fact]
    public Task A_turn_with_serial_tools_killed_at_any_step_goes_on() => KillEverywhereAsync(parallel: false, Durability.Step, AssertGoesOnAsync);

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public Task A_turn_with_parallel_tools_killed_at_any_step_goes_on() => KillEverywhereAsync(parallel: true, Durability.Step, AssertGoesOnAsync);

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public Task A_turn_committed_at_its_end_is_there_whole_or_not_at_all() => KillEverywhereAsync(parallel: false, Durability.Turn, AssertAllOrNothingAsync);

    [Fact]
    public Task A_resumed_turn_that_is_killed_again_repeats_nothing_when_it_was_to_be_committed_at_its_end() =>
        KillTwiceAsync(resumesInParallel: false, Durability.Turn, "inside the tool c3");

    [Fact]
    public Task A_resumed_turn_that_is_killed_again_repeats_nothing_when_its_tools_were_to_run_in_parallel() =>
        KillTwiceAsync(resumesInParallel: true, Durability.Step, "inside the tool c3");

    [Theory(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_turn_that_is_killed_again_and_again_ends_and_repeats_nothing(bool parallel)
    {
        var seed = Seeds.Next();
        var random = new Random(seed);

        for (var round = 0; round < 4; round++)
        {
            var (file, effects) = (_folder.File($"{round}.db"), _folder.File($"{round}"));
            await RunAsync(file, effects, ["run", parallel, Durability.Step, 0], $"{random.Next(7, 14)}");
            // In the time of each process, the lease of the one before it has expired.
            for (var hours = 1; hours <= 4; hours++)
                await RunAsync(file, effects, ["resume", random.Next(2) == 0, (Durability)random.Next(2), hours], $"{random.Next(1, 12)}");

            await AssertRepeatedNothingAsync(file, effects, parallel, hours: 5);
        }
        FaultTries.Note(tries: 4 * 5);
    }

    public void Dispose() => _folder.Dispose();

    private async Task KillEverywhereAsync(bool parallel, Durability durability, Func<string, string, bool, List<string>, Task> assertAsync)
    {
        var all = await RunAsync(_folder.File("all.db"), _folder.File("all"), ["run", parallel, durability, 0], point: "none");
        var points = all.Count - 1;
        Assert.Equal("done Completed", all[^1]);
        Assert.InRange(points, 10, MostPoints);

        await Parallel.ForEachAsync(Enumerable.Range(1, points), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (at, _) =>
        {
            var (file, effects) = (_folder.File($"{at}.db"), _folder.File($"{at}"));
            var reached = await RunAsync(file, effects, ["run", parallel, durability, 0], $"{at}");
            Assert.DoesNotContain("done Completed", reached);
            try
            {
                await assertAsync(file, effects, parallel, reached);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Killed at point {at}, {reached[^1]}: {e.Message}", e);
            }
        });
        FaultTries.Note(tries: points);
    }

    private async Task KillTwiceAsync(bool resumesInParallel, Durability resumesWith, string point)
    {
        var (file, effects) = (_folder.File(), _folder.File("effects"));

        await RunAsync(file, effects, ["run", false, Durability.Step, 0], "before the tool c1");
        var resumed = await RunAsync(file, effects, ["resume", resumesInParallel, resumesWith, 1], point);

        Assert.Equal(point, resumed[^1]);
        await AssertRepeatedNothingAsync(file, effects, parallel: false, hours: 2);
        FaultTries.Note(tries: 2);
    }

    private static async Task AssertRepeatedNothingAsync(string file, string effects, bool parallel, int hours)
    {
        await using var turn = new KilledTurn(file, effects, parallel, TimeSpan.FromHours(hours));
        await turn.Agent().ResumeAsync(await turn.OpenAsync());

        Assert.Equal(["1 Completed"], await turn.ReadTurnsAsync());
        foreach (var (id, _, idempotent) in BookingDesk.Calls)
            Assert.True(idempotent || turn.CountEffects()[id] <= 1, $"{id} acted {turn.CountEffects()[id]} times");
        await turn.ReadLogAsync();
    }

    private async Task AssertGoesOnAsync(string file, string effects, bool parallel, List<string> reached)
    {
        var name = Path.GetFileName(file);
        _folder.Copy(file, $"new-{name}");
        if (File.Exists(effects))
            File.Copy(effects, _folder.File($"new-{Path.GetFileName(effects)}"));

        await using (var turn = new KilledTurn(file, effects, parallel))
        {
            await AssertKeptAsync(turn, parallel, reached);
            await AssertResumesAsync(turn, parallel);
        }

        await using (var turn = new KilledTurn(_folder.File($"new-{name}"), _folder.File($"new-{Path.GetFileName(effects)}"), parallel))
            await AssertRunsAnewAsync(turn);
    }

    /// <summary>Each step before the one in flight is in the log.</summary>
    private static async Task AssertKeptAsync(KilledTurn turn, bool parallel, List<string> reached)
    {
        var notes = await turn.ReadNotesAsync();
        if (reached.Contains("before the model"))
            Assert.Contains("user: book", notes);
        if (reached.Exists(point => point.StartsWith("before the tool", StringComparison.Ordinal)))
            Assert.Contains("assistant: (thinks) book#c1 note#c2 book#c3", notes);
        for (var i = 0; i < BookingDesk.Calls.Count; i++)
        {
            var isNextBegun = !parallel && i + 1 < BookingDesk.Calls.Count && reached.Contains($"before the tool {BookingDesk.Calls[i + 1].Id}");
            if (isNextBegun || reached.Count(point => point == "before the model") == 2)
                Assert.Contains($"tool: #{BookingDesk.Calls[i].Id}=done", notes);
        }
    }

    private static async Task AssertResumesAsync(KilledTurn turn, bool parallel)
    {
        var (effects, notes, turns) = (turn.CountEffects(), await turn.ReadNotesAsync(), await turn.ReadTurnsAsync());

        var answer = await turn.Agent().ResumeAsync(await turn.OpenAsync());

        if (turns is not ["1 Interrupted"])
        {
            Assert.Null(answer);
            Assert.True(turns is [] or ["1 Completed"], $"The turns were {string.Join(", ", turns)}");
            Assert.Equal(notes, await turn.ReadNotesAsync());
            return;
        }

        Assert.Equal(TurnStatus.Completed, answer!.Status);
        Assert.Equal(["1 Completed"], await turn.ReadTurnsAsync());
        var wasAsked = notes.Exists(note => note.StartsWith("assistant", StringComparison.Ordinal));
        var open = BookingDesk.Calls.Where(call => wasAsked && !notes.Contains($"tool: #{call.Id}=done")).ToList();
        var mayHaveRun = parallel ? open : open.Take(1).ToList();
        foreach (var call in BookingDesk.Calls)
        {
            var isLost = mayHaveRun.Contains(call) && !call.Idempotent;
            var runs = !isLost && (!wasAsked || open.Contains(call)) ? 1 : 0;
            Assert.Equal(effects[call.Id] + runs, turn.CountEffects()[call.Id]);
            Assert.Contains($"tool: #{call.Id}={(isLost ? "unknown" : "done")}", await turn.ReadNotesAsync());
        }

        var after = await turn.ReadNotesAsync();
        Assert.Equal(["user: book", "assistant: (thinks) book#c1 note#c2 book#c3"], after[..2]);
        Assert.Equal(6, after.Count);
        Assert.Equal(answer.Text, after[^1]["assistant: ".Length..]);
        await turn.ReadLogAsync();
    }

    private static async Task AssertRunsAnewAsync(KilledTurn turn)
    {
        var (effects, notes, turns) = (turn.CountEffects(), await turn.ReadNotesAsync(), await turn.ReadTurnsAsync());

        var answer = await turn.Agent().RunAsync("never mind", await turn.OpenAsync());

        Assert.Equal(TurnStatus.Completed, answer.Status);
        Assert.Equal([$"{turns.Count + 1} Completed", .. turns], await turn.ReadTurnsAsync());
        Assert.Equal(effects, turn.CountEffects());
        Assert.Equal([.. notes, "user: never mind", $"assistant: {answer.Text}"], await turn.ReadNotesAsync());
        var sent = turn.Desk.Sent[^1].Select(KilledTurn.Note).ToList();
        Assert.Equal(turns.Count, sent.Count(note => note == "user: book"));
        if (notes.Exists(note => note.StartsWith("assistant", StringComparison.Ordinal)))
            Assert.All(BookingDesk.Calls, call => Assert.Contains($"tool: #{call.Id}={(notes.Contains($"tool: #{call.Id}=done") ? "done" : "unknown")}", sent));
        Assert.Equal(turns.Count + 1, (await turn.ReadLogAsync()).Count(entry => entry.Kind == EntryKind.TurnEnd));
    }

    private static async Task AssertAllOrNothingAsync(string file, string effects, bool parallel, List<string> reached)
    {
        await using var turn = new KilledTurn(file, effects, parallel);
        var turns = await turn.ReadTurnsAsync();
        Assert.True(turns is [] ? !reached.Contains("after a commit") : turns is ["1 Completed"], string.Join(", ", turns));
        Assert.Equal(turns is [] ? 0 : 6, (await turn.ReadNotesAsync()).Count);

        Assert.Null(await turn.Agent(Durability.Turn).ResumeAsync(await turn.OpenAsync()));
        await turn.Agent(Durability.Turn).RunAsync("never mind", await turn.OpenAsync());

        Assert.Equal([$"{turns.Count + 1} Completed", .. turns], await turn.ReadTurnsAsync());
        await turn.ReadLogAsync();
    }

    /// <summary>Runs a worker to its end, which is at a point or by itself; returns what it said.</summary>
    private static async Task<List<string>> RunAsync(string file, string effects, object[] how, string point)
    {
        await using var worker = WorkerProcess.Start(["book", file, effects, .. how]);
        await worker.GoAsync(point);
        return await worker.HearAllAsync();
    }
}
