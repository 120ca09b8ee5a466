using Spectre.Console;

namespace Colloquy.Samples;

/// <summary>Answers a ship's calls until it leaves.</summary>
internal sealed class OfficeLine(HarbourTeam team, Session session, bool byValue)
{
    public async Task<int> RunAsync()
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]Harbour office[/] ('out' ends the call); {await session.GetActiveAgentAsync() ?? "office"} is on the line.");
        await AnswerAsync(team.Front.ResumeStreamingAsync(session));
        while (Listen() is { } input)
        {
            if (input.Length == 0)
                continue;
            if (byValue)
                await RouteAsync(input);
            await AnswerAsync(team.Front.RunStreamingAsync(input, session));
        }

        return 0;
    }

    /// <summary>Asks the dispatcher on a fork, so that its answer is not part of the conversation, and makes the officer whom it names the active agent.</summary>
    private async Task RouteAsync(string input)
    {
        var aside = session.Record.Head.IsStart ? null : await session.Branches.ForkAsync();
        var assignment = aside is null ? await team.Dispatcher.RunAsync<Assignment>(input) : await team.Dispatcher.RunAsync<Assignment>(input, aside);
        if (aside is not null)
            await session.Branches.DeleteAsync(aside.Branch);

        AnsiConsole.MarkupLineInterpolated($"[grey]  dispatcher: {assignment.Value.Officer}[/]");
        var officer = team.FindFor(assignment.Value.Officer);
        await session.SetActiveAgentAsync(officer == team.Front ? null : officer.Name);
    }

    private static string? Listen()
    {
        AnsiConsole.Markup("\n[green]Ship:[/] ");
        var line = Console.ReadLine();
        return line?.Trim() is { } input && input.ToUpperInvariant() is not ("OUT" or "EXIT") ? input : null;
    }

    private async Task AnswerAsync(IAsyncEnumerable<AgentUpdate> updates)
    {
        string? speaker = null;
        await foreach (var update in updates)
        {
            if (update is HandoffUpdate handoff)
                AnsiConsole.MarkupLineInterpolated($"[grey]  {handoff.From} hands over to {handoff.To}[/]");
            if (update is ToolCallUpdate { IsFinished: false, Call: var call } && !call.Name.StartsWith("transfer_to_", StringComparison.Ordinal))
                AnsiConsole.MarkupLineInterpolated($"[grey]  {call.Name}[/]");
            if (update.Text.Length == 0)
                continue;

            if (speaker is null)
                AnsiConsole.MarkupInterpolated($"[blue]{speaker = await session.GetActiveAgentAsync() ?? "office"}:[/] ");
            AnsiConsole.Write(update.Text);
        }

        if (speaker is not null)
            AnsiConsole.WriteLine();
    }
}
