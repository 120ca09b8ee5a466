using Colloquy.Models;
using Colloquy.Sqlite;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of the README, compiled and run.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class ReadmeSnippets
{
    [Fact]
    public async Task The_example_of_the_readme_does_what_the_readme_says()
    {
        var folder = Directory.CreateTempSubdirectory("colloquy-readme-");
        var before = (Directory.GetCurrentDirectory(), Console.Out);
        var printed = new StringWriter();
        Directory.SetCurrentDirectory(folder.FullName);
        Console.SetOut(printed);
        Environment.SetEnvironmentVariable(ChatModels.DefaultVariable, "offline");
        try
        {
            await RunAsync();
        }
        finally
        {
            Directory.SetCurrentDirectory(before.Item1);
            Console.SetOut(before.Out);
            folder.Delete(recursive: true);
        }

        Assert.Contains("TKT-1001", printed.ToString(), StringComparison.Ordinal);
        Assert.Contains("invoice", printed.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task RunAsync()
    {
        // snippet: readme
        await using var store = SqliteSessionStore.Open("support.db");
        var session = await store.OpenAsync(new SessionKey("ticket-4711", user: "alice@example.com"));

        var agent = new Agent(ChatModels.Create())
        {
            Name = "support",
            Instructions = "Help customers. Check for an existing ticket before you create one.",
            Tools = [AgentTool.Create(CreateTicket, "create_ticket")],
        };

        var answer = await agent.RunAsync("My invoice is wrong. Open a ticket for it.", session);
        Console.WriteLine(answer.Text);

        await foreach (var update in agent.RunStreamingAsync("What did I ask for?", session))
            Console.Write(update.Text);

        // snippet: end
        Assert.Equal(1, await session.State.GetAsync<int>("tickets"));
        Assert.Equal(2, await session.CountTurnsAsync());

        // snippet: readme-undo
        await session.UndoTurnAsync();
        var newest = await session.GetItemsAsync(limit: 20);

        // snippet: end
        Assert.Equal(4, newest.Count);
    }

    // snippet: readme-tool
    static async Task<string> CreateTicket(RunContext run, string subject)
    {
        var number = 1000 + await run.State.IncrementAsync("tickets");
        return $"TKT-{number} for {run.User}: {subject}";
    }

    // snippet: end
}
