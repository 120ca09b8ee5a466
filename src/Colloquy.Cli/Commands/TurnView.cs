using System.Globalization;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Shows one turn with all that is in it.</summary>
internal static class TurnView
{
    public static async Task ShowAsync(Session session, int number, bool json, CliHost host, CancellationToken cancellationToken)
    {
        var whole = await session.Turns.GetContentsAsync(number, cancellationToken).ConfigureAwait(false);
        var conversation = new Conversation(whole.Items, [whole.Turn], Next: null);
        if (json)
        {
            CliJson.Print(new TurnDetailJson(session.Branch, TurnJson.Of(whole.Turn), conversation.ToJson(), [.. whole.ModelCalls.Select(ModelCallJson.Of)]), host);
            return;
        }

        void Print()
        {
            PrintFacts(session, whole.Turn, host);
            host.Terminal.Output.WriteLine();
            MessageTable.Print(conversation, host.Terminal);
            PrintCalls(whole.ModelCalls, host.Terminal);
        }

        await host.Terminal.PageAsync(Print, cancellationToken).ConfigureAwait(false);
    }

    private static void PrintFacts(Session session, Turn turn, CliHost host) => new FactGrid()
        .Add("Turn", $"{turn.Number} of branch '{session.Branch}', positions {turn.Start} to {turn.End}")
        .Add("Status", turn.Limit is { } limit ? $"{Wording.Status(turn.Status)}: {Wording.Limit(limit)}" : Wording.Status(turn.Status))
        .Add("Error", turn.Error)
        .Add("Pruned", turn.IsPruned ? "what was said at its beginning" : null)
        .Add("Unreadable", turn.Unreadable is { } problem ? $"it {problem}" : null)
        .Add("Agent", turn.Agent ?? "-")
        .Add("Started", Wording.Time(turn.StartedAt, host.Time))
        .Add("Took", turn.Duration is { } duration ? Wording.Duration(duration) : "-")
        .Add("Tools", turn.Tools.Count == 0 ? null : Wording.Tools(turn.Tools))
        .Add("Used", turn.Usage.Calls == 0 ? null : $"{Wording.Count(turn.Usage.Calls, "model call")}, {Wording.Count(turn.Usage.TotalTokens, "token")}, {Wording.Cost(turn.Usage)}")
        .Print(host.Terminal);

    private static void PrintCalls(IReadOnlyList<ModelCall> calls, Terminal terminal)
    {
        if (calls.Count == 0)
            return;

        terminal.Output.WriteLine();
        var table = Terminal.CreateTable("Model call", "Provider", "Shown", "Input", "Cached", "Output", "Took", "Cost", "Ended");
        foreach (var right in (int[])[3, 4, 5, 6, 7])
            table.Columns[right].RightAligned();
        foreach (var call in calls)
        {
            table.AddRow(
                Terminal.Cell((call.Model ?? "-") + (call.Purpose is { } purpose ? $" ({purpose})" : "")),
                Terminal.Cell(call.Provider ?? "-"),
                Terminal.Cell(string.Join(", ", call.Window.Select(Wording.Range))),
                Tokens(call.Usage?.InputTokenCount),
                Tokens(call.Usage?.CachedInputTokenCount),
                Tokens(call.Usage?.OutputTokenCount),
                Wording.Duration(call.Duration),
                call.Cost is { } cost ? Wording.Cost(cost) : "?",
                Terminal.Cell(call.Error ?? call.FinishReason ?? "-"));
        }

        terminal.Write(table);
    }

    private static string Tokens(long? count) => count?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";
}
