using Colloquy;
using Colloquy.Models;
using Colloquy.Samples;
using Colloquy.Sqlite;
using Spectre.Console;

string topic = "quantum error correction", path = "research.db", report = "report.md";
for (var i = 0; i < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--topic" when i + 1 < args.Length:
            topic = args[i + 1];
            break;
        case "--store" when i + 1 < args.Length:
            path = args[i + 1];
            break;
        case "--report" when i + 1 < args.Length:
            report = args[i + 1];
            break;
        default:
            Console.Error.WriteLine("Usage: Research [--topic TEXT] [--store PATH] [--report PATH]");
            return 2;
    }
}

if (Console.IsOutputRedirected)
{
    // Spectre takes a pipe for a window of 80 columns, and would break lines and print in colour there.
    AnsiConsole.Profile.Width = 1_000;
    AnsiConsole.Profile.Capabilities.Ansi = false;
}

try
{
    await using var store = SqliteSessionStore.Open(path);
    var session = await store.OpenAsync(new SessionKey($"research: {topic}", user: Environment.UserName));
    using var chatClient = ChatModels.CreateDefault();
    if (ChatModels.DefaultName() == "offline")
        AnsiConsole.MarkupLine("[yellow]An offline stand-in answers, by rules. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or COLLOQUY_MODEL for a real model.[/]");

    var workflow = new Workflow(chatClient, new ResearchTools(report));
    await workflow.BeginAsync(session, topic);
    while (await workflow.FindNextAsync(session) is { } stage)
    {
        AnsiConsole.MarkupLineInterpolated($"\n[bold]{stage.Name}[/] [grey]({stage.Agent.Name})[/]");
        var answer = await Workflow.DoAsync(stage, session);
        foreach (var call in answer.ToolCalls)
            AnsiConsole.MarkupLineInterpolated($"[grey]  {call.Name}: {call.Result}[/]");
        AnsiConsole.WriteLine(answer.Text);
    }

    AnsiConsole.WriteLine();
    var table = new Table().AddColumns("agent", "status");
    foreach (var entry in await session.State.ListAsync())
    {
        if (entry.Key.StartsWith(Workflow.OutputKey(""), StringComparison.Ordinal))
            table.AddRow(Markup.Escape(entry.Key[Workflow.OutputKey("").Length..]), entry.Get<StageOutput>()!.Status);
    }

    AnsiConsole.Write(table);
    AnsiConsole.MarkupLineInterpolated($"The report is in {report}; the conversation, {await session.CountTurnsAsync()} turns, in {path}.");
    return 0;
}
catch (Exception problem) when (problem is ColloquyException or ModelConfigurationException or IOException)
{
    Console.Error.WriteLine($"Research: {problem.Message}");
    return 1;
}
