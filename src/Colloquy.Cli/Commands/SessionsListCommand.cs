using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions list</c>: the conversations of a store, those with the newest entries first.</summary>
internal static class SessionsListCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("list", "Lists conversations of all users, those with the newest entries first. --user and --app narrow it.")
        {
            Examples =
            [
                "colloquy sessions list",
                "colloquy sessions list --user ines --updated-since 7d",
                "colloquy sessions list --title invoice --limit 10 --json",
            ],
        };
        var since = new Option<string?>("--updated-since") { HelpName = "TIME", Description = "Only those with entries since then: 30m, 12h, 7d, 2w, 2026-01-31 or 2026-01-31T09:30" };
        var title = new Option<string?>("--title") { HelpName = "TEXT", Description = "Only those whose title holds the text" };
        var running = new Option<bool>("--running") { Description = "Only those with a turn under way or interrupted" };
        var waiting = new Option<bool>("--waiting") { Description = "Only those that wait for a person" };
        var limit = GlobalOptions.Number("--limit", "N", "How many, 1 to 1000 [default: 50]", min: 1, max: 1_000);
        var after = new Option<string?>("--after") { HelpName = "NEXT", Description = "Go on where an earlier listing ended" };
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { since, title, running, waiting, limit, after, json })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(running) && result.GetValue(waiting))
                result.AddError("--running and --waiting exclude each other.");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var query = new SessionQuery
            {
                After = parsed.GetValue(after) is { } word ? ListCursor.Read(word) : null,
                Limit = parsed.GetValue(limit) ?? 50,
                UpdatedSince = parsed.GetValue(since) is { } time ? TimeArgument.Read(time, "--updated-since", host.Time) : null,
                TitleContains = parsed.GetValue(title),
                Activity = parsed.GetValue(running) ? SessionActivity.Running : parsed.GetValue(waiting) ? SessionActivity.Waiting : null,
            };
            return RunAsync(StoreFile.Of(parsed, globals, host), globals.SelectionOf(parsed), query, parsed.GetValue(json), host, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(StoreFile file, SessionSelection selection, SessionQuery query, bool json, CliHost host, CancellationToken cancellationToken)
    {
        await using var store = await file.OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
        var page = await store.Everybody().ListAllAsync(selection, query, cancellationToken).ConfigureAwait(false);
        var next = page.Next is { } cursor ? ListCursor.Write(cursor) : null;
        if (json)
            CliJson.Print(new SessionListJson([.. page.Sessions.Select(record => SessionJson.Of(record, host.Time))], next, UnreadableSessionJson.Of(page.Unreadable)), host);
        else
            await host.Terminal.PageAsync(() => Print(page, next, host), cancellationToken).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static void Print(SessionPage page, string? next, CliHost host)
    {
        if (page.Sessions.Count == 0 && page.Unreadable.Count == 0)
        {
            host.Terminal.Say("No conversations.");
            return;
        }

        var withApp = page.Sessions.Select(record => record.Key).Concat(page.Unreadable.Select(one => one.Key).OfType<SessionKey>()).Any(key => key.App != SessionKey.DefaultApp);
        var withTitle = page.Sessions.Any(record => record.Details.Title is not null);
        var table = Terminal.CreateTable([.. withApp ? ["App"] : Array.Empty<string>(), "User", "Session", "Status", "Entries", "Last entry", .. withTitle ? ["Title"] : Array.Empty<string>()]);
        table.Columns[withApp ? 4 : 3].RightAligned();
        table.Columns[^1].NoWrap = !withTitle;
        foreach (var record in page.Sessions)
        {
            var status = Wording.Status(record, host.Time);
            string[] cells =
            [
                .. withApp ? [Terminal.Cell(record.Key.App)] : Array.Empty<string>(),
                Terminal.UserCell(record.Key),
                Terminal.Cell(record.Key.Id),
                status switch { "running" => "[green]running[/]", "waiting" or "interrupted" => $"[yellow]{status}[/]", "closed" => "[grey]closed[/]", _ => status },
                record.Tip.Value.ToString(CultureInfo.InvariantCulture),
                Wording.Time(record.UpdatedAt, host.Time),
                .. withTitle ? [Markup.Escape(PlainText.Short(record.Details.Title, 40))] : Array.Empty<string>(),
            ];
            table.AddRow(cells);
        }

        foreach (var (key, _) in page.Unreadable)
        {
            table.AddRow(
            [
                .. withApp ? [Terminal.Cell(key?.App ?? "?")] : Array.Empty<string>(),
                key is null ? "?" : Terminal.UserCell(key),
                Terminal.Cell(key?.Id ?? "?"),
                "[red]unreadable[/]",
                "-",
                "-",
                .. withTitle ? [""] : Array.Empty<string>(),
            ]);
        }

        host.Terminal.Write(table);
        foreach (var (_, problem) in page.Unreadable)
            host.Terminal.Note(problem);
        if (next is not null)
            host.Terminal.Note($"There are more: add --after {next}");
    }
}
