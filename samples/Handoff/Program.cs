using Colloquy;
using Colloquy.Models;
using Colloquy.Samples;
using Colloquy.Sqlite;
using Spectre.Console;

var others = args.Except(["--by-value"]).ToList();
if (others is not ([] or ["--store", _]))
{
    Console.Error.WriteLine("Usage: Handoff [--by-value] [--store PATH]");
    return 2;
}

if (Console.IsOutputRedirected)
{
    // Spectre takes a pipe for a window of 80 columns, and would break lines and print in colour there.
    AnsiConsole.Profile.Width = 1_000;
    AnsiConsole.Profile.Capabilities.Ansi = false;
}

try
{
    await using var store = await SqliteSessionStore.OpenAsync(others is [_, var path] ? path : "harbour.db");
    var session = await store.OpenAsync(new SessionKey("visit", user: Environment.UserName));
    using var chatClient = ChatModels.CreateDefault();
    if (ChatModels.DefaultName() == "offline")
        AnsiConsole.MarkupLine("[yellow]An offline stand-in answers, by rules. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or COLLOQUY_MODEL for a real model.[/]");
    return await new OfficeLine(new HarbourTeam(chatClient), session, args.Contains("--by-value")).RunAsync();
}
catch (ColloquyException problem)
{
    Console.Error.WriteLine($"Handoff: {problem.Message}");
    return 1;
}
