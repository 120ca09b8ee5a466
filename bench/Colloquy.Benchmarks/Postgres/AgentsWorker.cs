using System.Diagnostics;
using Colloquy.Offline;
using Colloquy.Postgres;

namespace Colloquy.Benchmarks;

/// <summary>A process with agents, which begin together when they are told to and end when their time is over.</summary>
internal static class AgentsWorker
{
    private const int FirstTurns = 20;

    public static async Task RunAsync(string connectionString, int agents, int seconds)
    {
        await using var store = await PostgresSessionStore.OpenAsync(connectionString, new PostgresSessionStoreOptions { Schema = "bench_agents" });
        using var model = new OfflineChatClient();
        var agent = new Agent(model) { Name = "desk", Tools = [AgentTool.Create(FindOrder, "find_order", "Finds an order by its number.", idempotent: true)] };
        var sessions = new Session[agents];
        for (var i = 0; i < agents; i++)
            sessions[i] = await store.OpenAsync(new SessionKey(SessionId.New(), user: $"user-{i}"));
        await Task.WhenAll(sessions.Select(session => Task.Run(() => CommitMeasure.RepeatAsync(FirstTurns, () => TurnAsync(agent, session)))));

        Console.WriteLine("ready");
        Console.ReadLine();
        using var process = Process.GetCurrentProcess();
        var (turns, processor, start) = (0, process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.WhenAll(sessions.Select(session => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
            {
                await TurnAsync(agent, session);
                Interlocked.Increment(ref turns);
            }
        })));
        process.Refresh();
        Console.WriteLine(new WorkerReport(turns, turns + (FirstTurns * agents), process.TotalProcessorTime - processor, seconds));
    }

    private static async Task TurnAsync(Agent agent, Session session)
    {
        var answer = await agent.RunAsync("Where is order 4711?", session);
        if (answer.ToolCalls.Count != 1)
            throw new InvalidOperationException($"A turn has called {answer.ToolCalls.Count} tools, not one: {answer.Text}");
    }

    private static string FindOrder(string number) => $"Order {number} is on its way.";
}
