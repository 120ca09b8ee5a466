using System.CommandLine;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy approvals list</c>: the tool calls that wait for a person, in all conversations that say that they wait.</summary>
internal static class ApprovalsListCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("list", "Lists tool calls that wait for a person, of all users. --user, --app and --session narrow it.")
        {
            Examples = ["colloquy approvals list", "colloquy approvals list --user ines", "colloquy approvals list --session ticket-4711 --user ines --json"],
        };
        var limit = GlobalOptions.Number("--limit", "N", "Of how many conversations, 1 to 1000 [default: 50]", min: 1, max: 1_000);
        var after = new Option<string?>("--after") { HelpName = "NEXT", Description = "Go on where an earlier listing ended" };
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { limit, after, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var id = parsed.GetValue(globals.Session);
            var page = id is not null
                ? new SessionPage([await FindAsync(store, globals.KeyOf(parsed, id), cancellationToken).ConfigureAwait(false)], null)
                : await store.Everybody().ListAllAsync(
                    globals.SelectionOf(parsed),
                    new SessionQuery
                    {
                        After = parsed.GetValue(after) is { } word ? ListCursor.Read(word) : null,
                        Limit = parsed.GetValue(limit) ?? 50,
                        Activity = SessionActivity.Waiting,
                    },
                    cancellationToken).ConfigureAwait(false);
            var waiting = await WaitingCalls.ReadAllAsync(store, page.Sessions, int.MaxValue, host, cancellationToken).ConfigureAwait(false);
            if (id is not null && waiting.Unreadable is [var damage, ..])
                throw new CliException(ExitCode.Error, damage.Problem);

            List<UnreadableSession> unreadable = [.. page.Unreadable, .. waiting.Unreadable];
            var next = page.Next is { } cursor ? ListCursor.Write(cursor) : null;
            if (parsed.GetValue(json))
                CliJson.Print(new ApprovalListJson([.. waiting.Calls.Select(ApprovalJson.Of)], next, UnreadableSessionJson.Of(unreadable)), host);
            else
                await host.Terminal.PageAsync(() => Print(waiting.Calls, next, host), cancellationToken).ConfigureAwait(false);
            foreach (var one in unreadable)
                host.Terminal.Warning(one.Problem);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async ValueTask<SessionRecord> FindAsync(ISessionStore store, SessionKey key, CancellationToken cancellationToken) =>
        await store.GetAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);

    private static void Print(IReadOnlyList<Approval> approvals, string? next, CliHost host)
    {
        if (approvals.Count == 0)
        {
            host.Terminal.Say("Nothing waits for a person.");
        }
        else
        {
            var withApp = approvals.Any(approval => approval.Session.App != SessionKey.DefaultApp);
            var withBranch = approvals.Any(approval => approval.Branch != BranchHead.Main);
            var withExpiry = approvals.Any(approval => approval.ExpiresAt is not null);
            var table = Terminal.CreateTable([.. withApp ? ["App"] : Array.Empty<string>(), "User", "Session", .. withBranch ? ["Branch"] : Array.Empty<string>(), "Id", "Asked", .. withExpiry ? ["Expires"] : Array.Empty<string>(), "Call"]);
            table.Columns[^1].NoWrap = false;
            foreach (var approval in approvals)
            {
                string[] cells =
                [
                    .. withApp ? [Terminal.Cell(approval.Session.App)] : Array.Empty<string>(),
                    Terminal.UserCell(approval.Session),
                    Terminal.Cell(approval.Session.Id),
                    .. withBranch ? [Terminal.Cell(approval.Branch)] : Array.Empty<string>(),
                    approval.Id.Value,
                    Wording.Time(approval.AskedAt, host.Time),
                    .. withExpiry ? [approval.ExpiresAt is { } end ? Wording.Time(end, host.Time) : "never"] : Array.Empty<string>(),
                    Markup.Escape(WaitingCalls.Describe(approval)),
                ];
                table.AddRow(cells);
            }

            host.Terminal.Write(table);
        }

        if (next is not null)
            host.Terminal.Note($"There are more: add --after {next}");
    }
}
