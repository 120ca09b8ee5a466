using Spectre.Console;

namespace Colloquy.Samples;

/// <summary>Takes a customer's questions until they leave.</summary>
internal sealed class ServiceLine(ServiceTeam team, Session session, bool byValue)
{
    public async Task<int> RunAsync()
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]Customer service[/] (type 'exit' to quit); {await session.GetActiveAgentAsync() ?? "router"} is on the line.");
        await AnswerAsync(team.Router.ResumeStreamingAsync(session));
        while (AskUser() is { } input)
        {
            if (input.Length == 0)
                continue;
            if (byValue)
                await RouteAsync(input);
            await AnswerAsync(team.Router.RunStreamingAsync(input, session));
        }

        return 0;
    }

    /// <summary>Asks the coordinator whose matter it is, aside: on a fork, so that its answer is no part of the conversation. Then gives the conversation to the specialist.</summary>
    private async Task RouteAsync(string input)
    {
        var aside = session.Record.Head.IsStart ? null : await session.ForkAsync();
        var routing = aside is null ? await team.Coordinator.RunAsync<Routing>(input) : await team.Coordinator.RunAsync<Routing>(input, aside);
        if (aside is not null)
            await session.DeleteBranchAsync(aside.Branch);

        AnsiConsole.MarkupLineInterpolated($"[grey]  coordinator: {routing.Value.Category}[/]");
        var specialist = team.FindFor(routing.Value.Category);
        await session.SetActiveAgentAsync(specialist == team.Router ? null : specialist.Name);
    }

    private static string? AskUser()
    {
        AnsiConsole.Markup("\n[green]You:[/] ");
        var line = Console.ReadLine();
        return line?.Trim() is { } input && input.ToUpperInvariant() is not ("EXIT" or "QUIT") ? input : null;
    }

    private async Task AnswerAsync(IAsyncEnumerable<AgentUpdate> updates)
    {
        string? speaker = null;
        await foreach (var update in updates)
        {
            if (update is HandoffUpdate handoff)
                AnsiConsole.MarkupLineInterpolated($"[grey]  {handoff.From} hands over to {handoff.To}[/]");
            if (update is ToolStartedUpdate { Call: var call } && !call.Name.StartsWith("transfer_to_", StringComparison.Ordinal))
                AnsiConsole.MarkupLineInterpolated($"[grey]  {call.Name}[/]");
            if (update.Text.Length == 0)
                continue;

            if (speaker is null)
                AnsiConsole.MarkupInterpolated($"[blue]{speaker = await session.GetActiveAgentAsync() ?? "router"}:[/] ");
            AnsiConsole.Write(update.Text);
        }

        if (speaker is not null)
            AnsiConsole.WriteLine();
    }
}
