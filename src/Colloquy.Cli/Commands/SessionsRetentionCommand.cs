using System.CommandLine;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions retention</c>: how long a conversation is kept, and how much of it.</summary>
internal static class SessionsRetentionCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("retention", "Shows or changes how long a conversation is kept, how much of it, and what may not be done to it.")
        {
            Examples = ["colloquy sessions retention chat", "colloquy sessions retention chat --ttl 30d --auto-prune on --strategy sliding-window --messages 1000", "colloquy sessions retention healthcare --ttl 2555d --immutable on", "colloquy sessions retention chat --remove"],
        };
        var session = new SessionArgument(globals, command);
        var options = new PolicyOptions(command);
        var json = GlobalOptions.Json();
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = StoreFile.Of(parsed, globals, host);
            await using var store = await (options.IsGiven(parsed) ? file.OpenExistingAsync(host, cancellationToken) : file.OpenForReadingAsync(host, cancellationToken)).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            if (options.IsGiven(parsed))
                await found.Retention.SetAsync(options.Change(found.Record.Retention, parsed), cancellationToken).ConfigureAwait(false);

            var prunes = await found.Retention.ReadPrunesAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(RetentionDetailJson.Of(found.Record, prunes), host);
            else
                await host.Terminal.PageAsync(() => Print(found.Record, prunes, host), cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(SessionRecord record, List<PruneResult> prunes, CliHost host)
    {
        new FactGrid()
            .Add("Session", record.Key.Id)
            .Add("Retention", PolicyOptions.Describe(record.Retention))
            .Add("Last entry", Wording.Time(record.UpdatedAt, host.Time))
            .Add("Expires", record.Retention?.ExpiresAt(record.UpdatedAt) is { } expires ? Wording.Time(expires, host.Time) : null)
            .Print(host.Terminal);
        if (prunes.Count == 0)
            return;

        host.Terminal.Output.WriteLine();
        var table = Terminal.CreateTable("Position", "Pruned", "Strategy", "By", "Messages", "Where");
        table.Columns[0].RightAligned();
        table.Columns[4].RightAligned();
        table.Columns[^1].NoWrap = false;
        foreach (var prune in prunes)
            table.AddRow(Terminal.Cell($"{prune.Position}"), Wording.Time(prune.At!.Value, host.Time), Terminal.Cell(prune.Strategy!), Terminal.Cell(prune.By ?? "-"), Wording.Number(prune.Messages), Terminal.Cell(PlainText.Short(string.Join(", ", prune.Ranges.Select(Wording.Range)), 60)));
        host.Terminal.Write(table);
    }
}
