using System.CommandLine;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy retention</c>: the conversations that have a policy, and what it asks for.</summary>
internal static class RetentionCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("retention", "Lists conversations that have a retention policy, and does what the policies say.")
        {
            Examples = ["colloquy retention list --expired", "colloquy retention sweep --dry-run", "colloquy retention sweep --app support"],
        };
        command.Subcommands.Add(CreateList(globals, host));
        command.Subcommands.Add(CreateSweep(globals, host));
        return command;
    }

    private static HelpfulCommand CreateList(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("list", "Lists conversations that have a policy, of all users. --user and --app narrow it.")
        {
            Examples = ["colloquy retention list", "colloquy retention list --expired --json", "colloquy retention list --user ines"],
        };
        var expired = new Option<bool>("--expired") { Description = "Only those whose time has passed" };
        var json = GlobalOptions.Json();
        command.Options.Add(expired);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var (found, unreadable) = (new List<SessionRecord>(), new List<UnreadableSession>());
            for (SessionPage? page = null; page is null || page.Next is not null;)
            {
                page = await store.Retention().ListRetainedAsync(globals.SelectionOf(parsed), page?.Next, limit: 1_000, cancellationToken).ConfigureAwait(false);
                unreadable.AddRange(page.Unreadable);
                found.AddRange(page.Sessions.Where(record => !parsed.GetValue(expired) || record.Retention!.IsExpired(record.UpdatedAt, host.Time.GetUtcNow())));
            }

            if (parsed.GetValue(json))
                CliJson.Print(new RetainedListJson([.. found.Select(record => RetainedJson.Of(record, host.Time))], UnreadableSessionJson.Of(unreadable)), host);
            else
                await host.Terminal.PageAsync(() => Print(found, host), cancellationToken).ConfigureAwait(false);
            Tell(unreadable, host.Terminal);
            return ExitCode.Ok;
        });
        return command;
    }

    private static HelpfulCommand CreateSweep(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("sweep", "Deletes conversations whose time has passed and prunes those that have become long, where their policy says so. --user and --app narrow it.")
        {
            Examples = ["colloquy retention sweep --dry-run", "colloquy retention sweep", "colloquy retention sweep --model openai/gpt-4o-mini --json"],
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Tell what would be done, and do nothing" };
        var json = GlobalOptions.Json();
        command.Options.Add(dryRun);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = StoreFile.Of(parsed, globals, host);
            await using var store = await (parsed.GetValue(dryRun) ? file.OpenForReadingAsync(host, cancellationToken) : file.OpenExistingAsync(host, cancellationToken)).ConfigureAwait(false);
            using var client = parsed.GetValue(globals.Model) is null ? null : RetentionModel.Open(parsed, globals, host);
            var unreadable = new List<UnreadableSession>();
            var options = new RetentionSweeperOptions { OnUnreadable = unreadable.Add, Selection = globals.SelectionOf(parsed), DryRun = parsed.GetValue(dryRun), By = host.UserName ?? "sweeper", TimeProvider = host.Time, Client = client };
            var swept = await new RetentionSweeper(store, options).SweepAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(new SweepJson(options.DryRun, [.. swept.Select(SweptJson.Of)], UnreadableSessionJson.Of(unreadable)), host);
            else
                await host.Terminal.PageAsync(() => Print(swept, options.DryRun, host), cancellationToken).ConfigureAwait(false);
            Tell(unreadable, host.Terminal);
            return unreadable.Count > 0 || swept.Exists(session => session.Outcome == SweepOutcome.Failed) ? ExitCode.Error : ExitCode.Ok;
        });
        return command;
    }

    private static void Tell(List<UnreadableSession> unreadable, Terminal terminal)
    {
        foreach (var session in unreadable)
            terminal.Warning(session.Problem);
    }

    private static void Print(List<SessionRecord> found, CliHost host)
    {
        if (found.Count == 0)
        {
            host.Terminal.Say("No conversation has such a policy.");
            return;
        }

        var table = Terminal.CreateTable("App", "User", "Session", "Last entry", "Expires", "Retention");
        table.Columns[^1].NoWrap = false;
        foreach (var record in found)
        {
            var at = record.Retention!.ExpiresAt(record.UpdatedAt);
            var expires = at is { } time ? Wording.Time(time, host.Time) : "never";
            table.AddRow([.. Name(record.Key), Wording.Time(record.UpdatedAt, host.Time), at <= host.Time.GetUtcNow() ? $"[yellow]{expires}[/]" : expires, Markup.Escape(PolicyOptions.Describe(record.Retention))]);
        }

        host.Terminal.Write(table);
    }

    private static void Print(List<SweptSession> swept, bool dryRun, CliHost host)
    {
        if (swept.Count == 0)
        {
            host.Terminal.Say("There was nothing to do.");
            return;
        }

        var table = Terminal.CreateTable("App", "User", "Session", "Done", "About");
        table.Columns[^1].NoWrap = false;
        foreach (var session in swept)
            table.AddRow([.. Name(session.Key), Paint(session.Outcome, dryRun), Markup.Escape(PlainText.Line(About(session, host)))]);
        host.Terminal.Write(table);
    }

    private static string Paint(SweepOutcome outcome, bool dryRun) => outcome switch
    {
        SweepOutcome.Deleted => dryRun ? "would delete" : "deleted",
        SweepOutcome.Pruned => dryRun ? "would prune" : "pruned",
        SweepOutcome.Expired => "[yellow]expired[/]",
        SweepOutcome.Busy => "[yellow]busy[/]",
        SweepOutcome.Held => "[yellow]held[/]",
        _ => "[red]failed[/]",
    };

    private static string About(SweptSession session, CliHost host) => session switch
    {
        { Pruned: { } pruned } => $"{Wording.Count(pruned.Messages, "message")}, {Wording.Size(pruned.Bytes ?? 0)}",
        { Error: { } error } => Failure.LineOf(error),
        { ExpiresAt: { } at } => $"its time passed {Wording.Time(at, host.Time)}",
        _ => "",
    };

    private static IEnumerable<string> Name(SessionKey key) => [Terminal.Cell(key.App), Terminal.UserCell(key), Terminal.Cell(key.Id)];
}
