using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions heads</c>: where a branch has pointed.</summary>
internal static class SessionsHeadsCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("heads", "Lists where a branch has pointed, the newest move first, so that whatever was taken back is found again.")
        {
            Examples = ["colloquy sessions heads chat", "colloquy sessions heads chat --branch rental --json"],
        };
        var session = new SessionArgument(globals, command, takesBranch: true);
        var limit = GlobalOptions.Number("--limit", "N", "How many moves, 1 to 10000 [default: 50]", min: 1, max: 10_000);
        var json = GlobalOptions.Json();
        command.Options.Add(limit);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var moves = await found.Branches.GetHeadHistoryAsync(cancellationToken).Take(parsed.GetValue(limit) ?? 50).ToListAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(new HeadListJson(found.Branch, [.. moves.Select(move => new HeadMoveJson(move.Position.Value, move.At, move.Reason, move.From?.Value, move.To.Value))]), host);
            else if (moves.Count == 0)
                host.Terminal.Say(PlainText.Line($"The head of branch '{found.Branch}' has never moved back."));
            else
                await host.Terminal.PageAsync(() => Print(moves, found.Key, host), cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(List<HeadMove> moves, SessionKey key, CliHost host)
    {
        var table = Terminal.CreateTable("Position", "When", "Why", "From", "To");
        foreach (var right in (int[])[0, 3, 4])
            table.Columns[right].RightAligned();
        foreach (var move in moves)
        {
            table.AddRow(
                $"[grey]{move.Position}[/]",
                Wording.Time(move.At, host.Time),
                Terminal.Cell(move.Reason),
                move.From?.Value.ToString(CultureInfo.InvariantCulture) ?? "[grey]-[/]",
                move.To.ToString());
        }

        host.Terminal.Write(table);
        if (moves.Find(move => move.From is { IsStart: false } && move.From > move.To) is { From: { } from })
            host.Terminal.Note($"`colloquy sessions fork {PlainText.Line(key.Id)} --at {from}` makes a branch of what was there.");
    }
}
