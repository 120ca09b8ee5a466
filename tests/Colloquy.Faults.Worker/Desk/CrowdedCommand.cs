using Colloquy.Sqlite;
using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>Runs a turn on a small disk that is full before the turn ends; then is given space.</summary>
/// <remarks>Arguments: file, whose folder is a disk of its own.</remarks>
internal static class CrowdedCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var ballast = Path.Combine(Path.GetDirectoryName(args[1])!, "ballast");
        // A store that waits for the disk keeps room in its log, into which the turn could be written.
        await using var store = await SqliteSessionStore.OpenAsync(args[1], new SqliteSessionStoreOptions { CheckpointPages = 1_000_000, Synchronous = SqliteSynchronous.Normal });
        var session = await store.OpenAsync(Stores.Key);
        for (var i = 0; i < 5; i++)
            await session.AddAsync(new ChatMessage(ChatRole.User, $"the needle {i}"));
        await Talk.BeReadyAsync();

        try
        {
            await VisitDesk.CreateAgent(_ =>
            {
                Fill(ballast);
                return Task.FromResult(new string('x', 20_000));
            }).RunAsync("hello", session, new RunOptions { LeaseDuration = TimeSpan.FromMinutes(30) });
        }
        catch (StoreException e)
        {
            Talk.Say(e.Failure.ToString());
        }

        var record = await session.RefreshAsync();
        Talk.Say($"leased {record.LeasedUntil is not null}, interrupted {record.IsInterrupted}");
        Talk.Say($"found {(await session.SearchAsync("needle")).Total}");
        await Talk.BeReadyAsync();

        File.Delete(ballast);
        while ((await session.RefreshAsync()).LeasedUntil is not null)
            await Task.Yield();
        Talk.Say($"interrupted {session.Record.IsInterrupted}");
        var answer = await VisitDesk.CreateAgent(_ => Task.FromResult("done")).ResumeAsync(session, new RunOptions { WhenBusy = BusyPolicy.Reject });
        Talk.Say($"{answer!.Status} {answer.Text}, visits {await session.State.GetAsync<long>("visits")}");
        Talk.Say($"found {(await session.SearchAsync("needle")).Total}");
        return 0;
    }

    /// <summary>Writes until not a byte is left.</summary>
    private static void Fill(string ballast)
    {
        using var file = new FileStream(ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4_096];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // The disk is full.
        }
    }
}
