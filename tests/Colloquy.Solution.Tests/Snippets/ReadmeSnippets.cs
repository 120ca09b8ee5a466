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

        Assert.Contains("Case 1001 of ada", printed.ToString(), StringComparison.Ordinal);
        Assert.Contains("pump", printed.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task RunAsync()
    {
        // snippet: readme
        await using var store = await SqliteSessionStore.OpenAsync("desk.db");
        var session = await store.OpenAsync(new SessionKey("case-17", user: "ada"));

        var agent = new Agent(ChatModels.Create())
        {
            Name = "desk",
            Instructions = "Answer from the case file. Look before you open a second case.",
            Tools = [AgentTool.Create(OpenCase, "open_case")],
        };

        var answer = await agent.RunAsync("The pump in hall 2 leaks again. Open a case for it.", session);
        Console.WriteLine(answer.Text);

        await foreach (var update in agent.RunStreamingAsync("What did I ask for?", session))
            Console.Write(update.Text);

        // snippet: end
        Assert.Equal(1, await session.State.GetAsync<int>("cases"));
        Assert.Equal(2, await session.Turns.CountAsync());

        // snippet: readme-undo
        await session.UndoTurnAsync();
        var newest = await session.GetItemsAsync(limit: 20);

        // snippet: end
        Assert.Equal(4, newest.Count);
    }

    // snippet: readme-tool
    static async Task<string> OpenCase(RunContext run, string subject)
    {
        var number = 1000 + await run.State.IncrementAsync("cases");
        return $"Case {number} of {run.User}: {subject}";
    }

    // snippet: end
}
