using System.Text.RegularExpressions;
using Colloquy.Models;
using Colloquy.Sqlite;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/start.md, compiled and run with the offline stand-in; it prints what the page says.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class StartSnippets : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-start-");
    private readonly TextWriter _output = Console.Out;
    private readonly string? _model = Environment.GetEnvironmentVariable(ChatModels.DefaultVariable);

    [Fact]
    public async Task The_first_ten_minutes_print_what_the_page_says()
    {
        using var inside = new WorkingFolder(_folder);
        using var printed = new StringWriter();
        Console.SetOut(printed);
        Environment.SetEnvironmentVariable(ChatModels.DefaultVariable, "offline");

        await BeginAsync();
        await ContinueAsync();

        var prose = Regex.Replace(File.ReadAllText(Repository.PathOf("docs", "start.md")), "^```.*?^```", "", RegexOptions.Multiline | RegexOptions.Singleline);
        var expected = string.Concat(prose.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line[4..] + "\n"));
        Assert.Equal(expected, printed.ToString());
    }

    private static async Task BeginAsync()
    {
        // snippet: start-first
        await using var store = await SqliteSessionStore.OpenAsync("workshop.db");
        var session = await store.OpenAsync(new SessionKey("hall-2", user: "ines"));

        var agent = new Agent(ChatModels.Create()) { Name = "desk", Instructions = "You plan the work of a machine shop." };

        var answer = await agent.RunAsync("Put 'Grease the lathe' on the list", session);
        Console.WriteLine(answer.Text);

        // snippet: end
    }

    private static async Task ContinueAsync()
    {
        await using var store = await SqliteSessionStore.OpenAsync("workshop.db");
        var session = await store.OpenAsync(new SessionKey("hall-2", user: "ines"));
        var agent = new Agent(ChatModels.Create()) { Name = "desk", Instructions = "You plan the work of a machine shop." };

        // snippet: start-again
        var answer = await agent.RunAsync("What is on the list?", session);
        Console.WriteLine(answer.Text);

        // snippet: end

        // snippet: start-tool
        static async Task<string> OpenCase(RunContext run, string subject)
        {
            var number = 100 + await run.State.IncrementAsync("cases");
            return $"Case {number} is open: {subject}";
        }

        // snippet: end

        // snippet: start-stream
        var desk = new Agent(ChatModels.Create())
        {
            Name = "desk",
            Instructions = "You plan the work of a machine shop.",
            Tools = [AgentTool.Create(OpenCase, "open_case", "Opens a repair case.")],
        };

        await foreach (var update in desk.RunStreamingAsync("Please open a case: pump P-12 leaks.", session))
            Console.Write(update.Text);
        Console.WriteLine();

        // snippet: end

        // snippet: start-undo
        await session.UndoTurnAsync();
        Console.WriteLine($"{await session.Turns.CountAsync()} turns, {await session.State.GetAsync<int>("cases")} cases");

        await session.RedoAsync();
        Console.WriteLine($"{await session.Turns.CountAsync()} turns, {await session.State.GetAsync<int>("cases")} case");

        // snippet: end

        // snippet: start-resume
        if (await desk.ResumeAsync(session) is { } resumed)
            Console.WriteLine(resumed.Text);

        // snippet: end

        // snippet: start-look
        await foreach (var turn in session.Turns.ReadAsync())     // newest first
            Console.WriteLine($"{turn.Number} {turn.Status}: {turn.Input}");

        var usage = await session.Usage.GetAsync();
        Console.WriteLine($"{usage.Calls} model calls");

        // snippet: end
    }

    public void Dispose()
    {
        Console.SetOut(_output);
        Environment.SetEnvironmentVariable(ChatModels.DefaultVariable, _model);
        _folder.Delete(recursive: true);
    }
}
