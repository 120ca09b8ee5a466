using Colloquy.Models;
using Spectre.Console;

namespace Colloquy.Samples;

/// <summary>Talks with the user until they leave. What was said is in the file at once, so the next start goes on there, also after a crash.</summary>
internal sealed class ShoppingLoop(Agent agent, Session session)
{
    public async Task<int> RunAsync()
    {
        if (Console.IsOutputRedirected)
        {
            // Spectre takes a pipe for a window of 80 columns, and would break lines and print in colour there.
            AnsiConsole.Profile.Width = 1_000;
            AnsiConsole.Profile.Capabilities.Ansi = false;
        }

        AnsiConsole.MarkupLine("[bold]Shopping Assistant[/] (type 'exit' to quit, 'new' to start over)");
        if (ChatModels.DefaultName() == "offline")
            AnsiConsole.MarkupLine("[yellow]An offline stand-in answers, by rules. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or COLLOQUY_MODEL for a real model.[/]");
        await GreetAsync();

        while (AskUser() is { } input)
        {
            if (input.Length == 0)
                continue;

            if (input == "new")
                await session.ClearAsync();
            else
                await AnswerAsync(agent.RunStreamingAsync(input, session));
        }

        AnsiConsole.MarkupLineInterpolated($"[grey]Saved: {await session.CountTurnsAsync()} turns. Start again to go on.[/]");
        return 0;
    }

    /// <summary>Shows where the conversation stands, and goes on with a turn that a crash cut off.</summary>
    private async Task GreetAsync()
    {
        var turns = await session.CountTurnsAsync();
        if (turns == 0)
            return;

        AnsiConsole.MarkupLineInterpolated($"[grey]Welcome back: {turns} turns so far. The last messages:[/]");
        foreach (var item in await session.GetItemsAsync(4))
        {
            if (item.Message.Text.Length > 0)
                AnsiConsole.MarkupLineInterpolated($"[grey]{(item.Message.Role.Value == "user" ? "You" : "Agent")}: {item.Message.Text}[/]");
        }

        await AnswerAsync(agent.ResumeStreamingAsync(session));
    }

    private static string? AskUser()
    {
        AnsiConsole.Markup("\n[green]You:[/] ");
        var line = Console.ReadLine();
        return line?.Trim() is { } input && input.ToUpperInvariant() is not ("EXIT" or "QUIT") ? input : null;
    }

    private static async Task AnswerAsync(IAsyncEnumerable<AgentUpdate> updates)
    {
        var isFirst = true;
        await foreach (var update in updates)
        {
            if (update is ToolStartedUpdate { Call: var call })
                AnsiConsole.MarkupLineInterpolated($"[grey]  {call.Name}({string.Join(", ", call.Arguments?.Values ?? [])})[/]");
            if (update.Text.Length == 0)
                continue;

            AnsiConsole.Markup(isFirst ? "[blue]Agent:[/] " : "");
            AnsiConsole.Write(update.Text);
            isFirst = false;
        }

        if (!isFirst)
            AnsiConsole.WriteLine();
    }
}
