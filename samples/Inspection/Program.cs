using Colloquy;
using Colloquy.Models;
using Colloquy.Samples;
using Colloquy.Sqlite;
using Spectre.Console;

string ship = "Sandpiper", path = "inspection.db", report = "report.md";
for (var i = 0; i < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--ship" when i + 1 < args.Length:
            ship = args[i + 1];
            break;
        case "--store" when i + 1 < args.Length:
            path = args[i + 1];
            break;
        case "--report" when i + 1 < args.Length:
            report = args[i + 1];
            break;
        default:
            Console.Error.WriteLine("Usage: Inspection [--ship TEXT] [--store PATH] [--report PATH]");
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
    await using var store = await SqliteSessionStore.OpenAsync(path);
    var session = await store.OpenAsync(new SessionKey($"inspection: {ship}", user: Environment.UserName));
    using var chatClient = ChatModels.CreateDefault();
    if (ChatModels.DefaultName() == "offline")
        AnsiConsole.MarkupLine("[yellow]An offline stand-in answers, by rules. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or COLLOQUY_MODEL for a real model.[/]");

    var survey = new Survey(chatClient, new SurveyTools(report));
    await survey.BeginAsync(session, ship);
    while (await survey.FindNextAsync(session) is { } part)
    {
        AnsiConsole.MarkupLineInterpolated($"\n[bold]{part.Name}[/] [grey]({part.Agent.Name})[/]");
        var answer = await Survey.DoAsync(part, session);
        foreach (var call in answer.ToolCalls)
            AnsiConsole.MarkupLineInterpolated($"[grey]  {call.Name}: {call.Result}[/]");
        AnsiConsole.WriteLine(answer.Text);
    }

    AnsiConsole.WriteLine();
    var table = new Table().AddColumns("agent", "note");
    foreach (var entry in await session.State.ListAsync())
    {
        if (entry.Key.StartsWith(Survey.NoteKey(""), StringComparison.Ordinal))
            table.AddRow(Markup.Escape(entry.Key[Survey.NoteKey("").Length..]), entry.Get<Note>()!.State);
    }

    AnsiConsole.Write(table);
    AnsiConsole.MarkupLineInterpolated($"The report is in {report}; the conversation, {await session.Turns.CountAsync()} turns, in {path}.");
    return 0;
}
catch (Exception problem) when (problem is ColloquyException or IOException)
{
    Console.Error.WriteLine($"Inspection: {problem.Message}");
    return 1;
}
