using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions hold</c>: legal holds on a conversation.</summary>
internal static class SessionsHoldCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("hold", "Shows, places or lifts legal holds. Nothing of a held conversation can be removed until each hold is lifted by its name.")
        {
            Examples = ["colloquy sessions hold chat", "colloquy sessions hold chat \"case 17\" --reason \"Requested by the court\"", "colloquy sessions hold chat \"case 17\" --lift --yes"],
        };
        var session = new SessionArgument(globals, command, takesBranch: false, new WordArgument("hold", "The name of the hold, such as the number of a case", IsRequired: false));
        var reason = new Option<string?>("--reason") { HelpName = "TEXT", Description = "Place the hold, for this reason" };
        var lift = new Option<bool>("--lift") { Description = "Lift the hold" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask before a hold is lifted" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what the holds would be, and change nothing" };
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { reason, lift, yes, dryRun, json })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(lift) && result.GetValue(reason) is not null)
                result.AddError("A hold is placed with --reason or lifted with --lift, not both.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = StoreFile.Of(parsed, globals, host);
            var isDry = parsed.GetValue(dryRun);
            var name = session.WordOf(parsed, 0);
            if (name is null && (parsed.GetValue(lift) || parsed.GetValue(reason) is not null))
                throw new CliException(ExitCode.Usage, "Give the name of the hold.");
            if (name is not null && !parsed.GetValue(lift) && parsed.GetValue(reason) is null)
                throw new CliException(ExitCode.Usage, "Place the hold with --reason TEXT, or lift it with --lift.");
            await using var store = await (name is null || isDry ? file.OpenForReadingAsync(host, cancellationToken) : file.OpenExistingAsync(host, cancellationToken)).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var holds = found.Retention.Holds;
            if (name is { } hold)
            {
                var placed = parsed.GetValue(reason) is { } text ? new LegalHold(hold, text, host.Time.GetUtcNow()) { PlacedBy = host.UserName } : null;
                holds = (placed is null ? RetentionPolicy.LiftHold(found.Record, hold) : RetentionPolicy.Hold(found.Record, placed))?.Holds ?? [];
                if (!isDry && placed is null && !parsed.GetValue(yes) && !await AskAsync(found.Key, hold, host, cancellationToken).ConfigureAwait(false))
                    return ExitCode.Cancelled;
                if (!isDry)
                {
                    await (placed is null ? found.Retention.LiftHoldAsync(hold, cancellationToken) : found.Retention.HoldAsync(hold, placed.Reason, placed.PlacedBy, cancellationToken)).ConfigureAwait(false);
                    holds = found.Retention.Holds;
                }
            }

            if (parsed.GetValue(json))
                CliJson.Print(HoldsJson.Of(found.Key, holds, isDry), host);
            else
                Print(found.Key, holds, isDry, host);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Task<bool> AskAsync(SessionKey key, string name, CliHost host, CancellationToken cancellationToken) =>
        host.Terminal.ConfirmAsync($"Lift the hold '{PlainText.Line(name)}' on session {Wording.Name(key)}, so that it no longer keeps the conversation from being removed?", "Lifting a hold needs --yes where nobody can be asked.", "No hold was lifted.", cancellationToken);

    private static void Print(SessionKey key, IReadOnlyList<LegalHold> holds, bool isDry, CliHost host)
    {
        if (holds.Count == 0)
        {
            host.Terminal.Say($"Session {Wording.Name(key)} {(isDry ? "would be" : "is")} under no legal hold.");
            return;
        }

        var table = Terminal.CreateTable("Hold", "Placed", "By", "Reason");
        table.Columns[^1].NoWrap = false;
        foreach (var hold in holds)
            table.AddRow(Terminal.Cell(hold.Name), Wording.Time(hold.PlacedAt, host.Time), Terminal.Cell(hold.PlacedBy ?? "-"), Terminal.Cell(PlainText.Line(hold.Reason)));
        host.Terminal.Write(table);
    }
}
