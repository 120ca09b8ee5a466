using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Tests;

/// <summary>A call that waits for a person: asked, answered and gone on with by processes of their own, each of which may be killed at any step.</summary>
[Fault(FaultAttribute.Sqlite, "a process is killed at each step of an approval")]
public sealed class KilledApprovalTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    [Fault(FaultAttribute.None, "")]
    public async Task A_turn_waits_and_goes_on_through_three_processes()
    {
        var (file, effects) = (_folder.File(), _folder.File("effects"));

        Assert.Equal("done Waiting", (await RunAsync(file, effects, "ask"))[^1]);
        Assert.Equal("done Waiting", (await RunAsync(file, effects, "resume"))[^1]);
        Assert.Equal("done answered", (await RunAsync(file, effects, "approve"))[^1]);
        Assert.False(File.Exists(effects));
        Assert.Equal("done Completed", (await RunAsync(file, effects, "resume"))[^1]);

        Assert.Equal(["refunded"], File.ReadAllLines(effects));
        await AssertGoesOnAsync(file, effects);
    }

    [Theory]
    [InlineData("ask")]
    [InlineData("approve")]
    [InlineData("refuse")]
    [InlineData("resume")]
    public async Task Killed_at_any_step_a_turn_goes_on_and_what_was_approved_is_not_run_twice(string step)
    {
        var (before, effects) = (_folder.File("before.db"), _folder.File("no effects"));
        foreach (var earlier in step switch { "ask" => Array.Empty<string>(), "resume" => ["ask", "approve"], _ => ["ask"] })
            await RunAsync(before, effects, earlier);
        if (step != "ask")
            _folder.Copy(before, "all.db");
        var all = await RunAsync(_folder.File("all.db"), _folder.File("all"), step);
        Assert.StartsWith("done ", all[^1], StringComparison.Ordinal);
        Assert.InRange(all.Count - 1, 2, 40);

        await Parallel.ForEachAsync(Enumerable.Range(1, all.Count - 1), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (at, _) =>
        {
            var (file, done) = (_folder.File($"{at}.db"), _folder.File($"{at}"));
            if (step != "ask")
                _folder.Copy(before, $"{at}.db");
            var reached = await RunAsync(file, done, step, at.ToString(CultureInfo.InvariantCulture));
            try
            {
                await AssertGoesOnAsync(file, done);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Killed at point {at}, {reached[^1]}: {e.Message}", e);
            }
        });
        FaultTries.Note(tries: all.Count - 1);
    }

    [Fact]
    [Fault(FaultAttribute.None, "")]
    public async Task Of_two_processes_that_answer_at_once_one_is_counted()
    {
        var (file, effects) = (_folder.File(), _folder.File("effects"));
        await RunAsync(file, effects, "ask");

        for (var round = 0; round < 3; round++)
        {
            var name = $"round {round}.db";
            _folder.Copy(file, name);
            var said = await Task.WhenAll(RunAsync(_folder.File(name), effects, "approve"), RunAsync(_folder.File(name), effects, "refuse"));

            Assert.Single(said, lines => lines[^1] == "done answered");
            Assert.Single(said, lines => lines[^1] is "done too late" or "done nothing waits");
            await AssertGoesOnAsync(_folder.File(name), _folder.File($"effects {round}"));
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Goes on, answering what waits, in the time when the lease of who was killed has run out.</summary>
    private static async Task AssertGoesOnAsync(string file, string effects)
    {
        var time = new AheadTime(TimeSpan.FromHours(1));
        await using var store = await SqliteSessionStore.OpenAsync(file, Stores.Patient(time));
        var session = await store.OpenAsync(Stores.Key, new OpenSessionOptions { TimeProvider = time });
        if (await session.Turns.CountAsync() == 0)
            return;

        var agent = new RefundDesk(effects, KillSwitch.Off).CreateAgent();
        var asked = await agent.ResumeAsync(session);
        if (asked is { Status: TurnStatus.Waiting })
        {
            await session.Approvals.ApproveAsync(Assert.Single(asked.Approvals));
            asked = await agent.ResumeAsync(session);
        }

        Assert.True(asked is null or { Status: TurnStatus.Completed });
        Assert.Equal([TurnStatus.Completed], await session.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync());
        var log = await LogCheck.ReadAsync(store, Stores.Key);
        Assert.Single(log, entry => entry.Kind == EntryKind.ApprovalRequest);
        var decision = ((ApprovalAnswerBody)Assert.Single(log, entry => entry.Kind == EntryKind.ApprovalAnswer).Decode(Stores.Key)).Decision;

        var items = await session.GetItemsAsync();
        Assert.Equal(["user", "assistant", "tool", "tool", "assistant"], items.Select(item => item.Message.Role.Value));
        var result = items.SelectMany(item => item.Message.Contents.OfType<FunctionResultContent>()).Single(result => result.CallId == "r").Result?.ToString();
        var refunds = File.Exists(effects) ? File.ReadAllLines(effects).Length : 0;
        if (decision == ApprovalDecision.Refused)
            Assert.Equal(("Error: this call was not run. A person refused it, and gave no reason.", 0), (result, refunds));
        else if (result != "refunded")
            Assert.InRange(refunds, 0, result!.Contains("Whether it took effect is unknown", StringComparison.Ordinal) ? 1 : -1);
        else
            Assert.Equal(1, refunds);
    }

    private static async Task<List<string>> RunAsync(string file, string effects, string step, string point = "none")
    {
        await using var worker = WorkerProcess.Start(["refund", file, effects, step]);
        await worker.GoAsync(point);
        return await worker.HearAllAsync();
    }
}
