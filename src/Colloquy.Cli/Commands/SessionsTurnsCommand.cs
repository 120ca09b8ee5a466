using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions turns</c>: the turns of a branch, or one of them whole.</summary>
internal static class SessionsTurnsCommand
{
    private const int DefaultCount = 50;

    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("turns", "Lists the turns of a branch, the newest last; with a number, shows that turn whole.")
        {
            Examples = ["colloquy sessions turns chat", "colloquy sessions turns chat 3", "colloquy sessions turns chat --from 10 --to 20 --json"],
        };
        var session = new SessionArgument(globals, command, takesBranch: true, new WordArgument("number", "The number of a turn, to show it whole", IsRequired: false));
        var from = GlobalOptions.Number("--from", "N", $"Only turns from this one on [default: the newest {DefaultCount}]", min: 1, max: int.MaxValue);
        var to = GlobalOptions.Number("--to", "N", "Only turns up to this one", min: 1, max: int.MaxValue);
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { from, to, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var number = session.WordOf(parsed, 0) is { } word ? Numbers.ReadTurn(word) : (int?)null;
            if (number is not null && (parsed.GetValue(from) ?? parsed.GetValue(to)) is not null)
                throw new CliException(ExitCode.Usage, "One turn is named, and a range of turns; leave one out.");
            if (parsed.GetValue(from) > parsed.GetValue(to))
                throw new CliException(ExitCode.Usage, "--from is after --to.");

            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            if (number is not null)
                await TurnView.ShowAsync(found, number.Value, parsed.GetValue(json), host, cancellationToken).ConfigureAwait(false);
            else
                await ListAsync(found, parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(json), host, cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task ListAsync(Session session, int? from, int? to, bool json, CliHost host, CancellationToken cancellationToken)
    {
        var count = await session.Turns.CountAsync(cancellationToken).ConfigureAwait(false);
        var isWhole = from is not null || to is not null;
        var first = isWhole || count <= DefaultCount ? from : count - DefaultCount + 1;
        // A range may end beyond the last turn, as a limit may be more than there is.
        var turns = await session.Turns.ReadAsync(first, to > count ? null : to, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        turns.Reverse();
        if (json)
            CliJson.Print(new TurnListJson(session.Branch, count, [.. turns.Select(TurnJson.Of)]), host);
        else if (turns.Count == 0)
            host.Terminal.Say("No turns.");
        else
            await host.Terminal.PageAsync(() => Print(turns, isWhole, host), cancellationToken).ConfigureAwait(false);
    }

    private static void Print(List<Turn> turns, bool isWhole, CliHost host)
    {
        if (!isWhole && turns[0].Number > 1)
            host.Terminal.Note($"There are {Wording.Count(turns[0].Number - 1, "earlier turn")}: add --from 1");

        var withTools = turns.Exists(turn => turn.Tools.Count > 0);
        var table = Terminal.CreateTable(["Turn", "Status", "Agent", "Started", "Took", "Tokens", "Cost", .. withTools ? ["Tools"] : Array.Empty<string>(), "Input"]);
        foreach (var right in (int[])[0, 4, 5, 6])
            table.Columns[right].RightAligned();
        table.Columns[^1].NoWrap = false;
        foreach (var turn in turns)
        {
            string[] cells =
            [
                turn.Number.ToString(CultureInfo.InvariantCulture),
                Paint(turn.Status),
                turn.Agent is null ? "[grey]-[/]" : Terminal.Cell(turn.Agent),
                Wording.Time(turn.StartedAt, host.Time),
                turn.Duration is { } duration ? Wording.Duration(duration) : "[grey]-[/]",
                turn.Usage.Calls == 0 ? "[grey]-[/]" : Wording.Number(turn.Usage.TotalTokens),
                turn.Usage.Calls == 0 ? "[grey]-[/]" : Wording.Cost(turn.Usage),
                .. withTools ? [Markup.Escape(PlainText.Short(Wording.Tools(turn.Tools), 30))] : Array.Empty<string>(),
                turn.Unreadable is not null ? $"[red]{Markup.Escape(PlainText.Line(Wording.Unreadable(turn.Unreadable)))}[/]" : turn.IsPruned ? "[grey](pruned)[/]" : Markup.Escape(PlainText.Short(turn.Input, 60)),
            ];
            table.AddRow(cells);
        }

        host.Terminal.Write(table);
    }

    private static string Paint(TurnStatus status) => status switch
    {
        TurnStatus.Completed => Wording.Status(status),
        TurnStatus.Failed => $"[red]{Wording.Status(status)}[/]",
        TurnStatus.Running => $"[green]{Wording.Status(status)}[/]",
        _ => $"[yellow]{Wording.Status(status)}[/]",
    };
}
