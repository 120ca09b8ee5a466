using Colloquy.Models;
using Spectre.Console;

namespace Colloquy.Samples;

/// <summary>Talks with a reader until they leave. Each message is in the file at once, so the next start continues there, also after a crash.</summary>
internal sealed class DeskLoop(Agent agent, Session session)
{
    public async Task<int> RunAsync()
    {
        if (Console.IsOutputRedirected)
        {
            // Spectre takes a pipe for a window of 80 columns, and would break lines and print in colour there.
            AnsiConsole.Profile.Width = 1_000;
            AnsiConsole.Profile.Capabilities.Ansi = false;
        }

        AnsiConsole.MarkupLine("[bold]Loan desk[/]: ask for books. 'new' empties the conversation, 'bye' ends it.");
        if (ChatModels.DefaultName() == "offline")
            AnsiConsole.MarkupLine("[yellow]An offline stand-in answers, by rules. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or COLLOQUY_MODEL for a real model.[/]");
        await GreetAsync();

        while (Ask() is { } input)
        {
            if (input.Length == 0)
                continue;

            if (input == "new")
                await session.ClearAsync();
            else
                await AnswerAsync(agent.RunStreamingAsync(input, session));
        }

        AnsiConsole.MarkupLineInterpolated($"[grey]{await session.Turns.CountAsync()} turns are in the file. Start again to continue.[/]");
        return 0;
    }

    /// <summary>Shows where the conversation stands, and finishes a turn that a crash interrupted.</summary>
    private async Task GreetAsync()
    {
        var turns = await session.Turns.CountAsync();
        if (turns == 0)
            return;

        AnsiConsole.MarkupLineInterpolated($"[grey]You left after {turns} turns. The last messages:[/]");
        foreach (var item in await session.GetItemsAsync(4))
        {
            if (item.Message.Text.Length > 0)
                AnsiConsole.MarkupLineInterpolated($"[grey]{(item.Message.Role.Value == "user" ? "Reader" : "Desk")}: {item.Message.Text}[/]");
        }

        await AnswerAsync(agent.ResumeStreamingAsync(session));
    }

    private static string? Ask()
    {
        AnsiConsole.Markup("\n[green]Reader:[/] ");
        var line = Console.ReadLine();
        return line?.Trim() is { } input && input.ToUpperInvariant() is not ("BYE" or "EXIT") ? input : null;
    }

    private static async Task AnswerAsync(IAsyncEnumerable<AgentUpdate> updates)
    {
        var isFirst = true;
        await foreach (var update in updates)
        {
            if (update is ToolCallUpdate { IsFinished: false, Call: var call })
                AnsiConsole.MarkupLineInterpolated($"[grey]  {call.Name}({string.Join(", ", call.Arguments?.Values ?? [])})[/]");
            if (update.Text.Length == 0)
                continue;

            AnsiConsole.Markup(isFirst ? "[blue]Desk:[/] " : "");
            AnsiConsole.Write(update.Text);
            isFirst = false;
        }

        if (!isFirst)
            AnsiConsole.WriteLine();
    }
}
