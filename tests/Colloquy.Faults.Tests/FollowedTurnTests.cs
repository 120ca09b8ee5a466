using Colloquy.Sqlite;

namespace Colloquy.Faults.Tests;

/// <summary>One process runs a turn, others follow it from the log.</summary>
public sealed class FollowedTurnTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    [Fault(FaultAttribute.None, "")]
    public async Task Another_process_sees_each_step_of_a_turn_before_the_next_begins()
    {
        await using var runner = WorkerProcess.Start("steps", _folder.File());
        await using var follower = WorkerProcess.Start("follow", _folder.File());
        await follower.GoAsync();
        await runner.GoAsync();

        await ExpectAsync(follower, "1 turn-start", "2 message user", "3 model-call", "4 message assistant");
        for (var call = 0; call < 3; call++)
        {
            await runner.ExpectAsync("in a tool");
            runner.Say("go on");
            await ExpectAsync(follower, $"{5 + (3 * call)} message tool", $"{6 + (3 * call)} model-call", $"{7 + (3 * call)} message assistant");
        }

        await ExpectAsync(follower, "14 turn-end");
        await runner.ExpectAsync("Completed Arrived.");
        Assert.Empty(await follower.HearAllAsync());
    }

    [Fact]
    [Fault(FaultAttribute.Sqlite, "a process that others follow is killed in a turn")]
    public async Task What_was_written_before_its_process_was_killed_is_seen_and_nothing_else()
    {
        await using var runner = WorkerProcess.Start("steps", _folder.File());
        await using var follower = WorkerProcess.Start("follow", _folder.File());
        await follower.GoAsync();
        await runner.GoAsync();
        await ExpectAsync(follower, "1 turn-start", "2 message user", "3 model-call", "4 message assistant");
        await runner.ExpectAsync("in a tool");
        runner.Kill();

        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File(), Stores.Patient(new AheadTime(TimeSpan.FromHours(1)))))
        {
            var session = (await store.FindAsync(Stores.Key))!;
            Assert.True(session.Record.IsInterrupted);
            await VisitDesk.CreateAgent(_ => Task.FromResult("Home again.")).RunAsync("Stop.", session);
        }

        await ExpectAsync(follower, "5 turn-end");
        Assert.Empty(await follower.HearAllAsync());
        FaultTries.Note(tries: 1);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task ExpectAsync(WorkerProcess worker, params string[] lines)
    {
        foreach (var line in lines)
            await worker.ExpectAsync(line);
    }
}
