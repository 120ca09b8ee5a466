using System.CommandLine;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy users erase</c>: removes all that belongs to a user.</summary>
internal static class UsersCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("users", "Removes all that belongs to a user.")
        {
            Examples = ["colloquy users erase ines --dry-run", "colloquy users erase ines --app support --yes"],
        };
        command.Subcommands.Add(CreateErase(globals, host));
        return command;
    }

    private static HelpfulCommand CreateErase(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("erase", "Removes the conversations, state and memories of a user in an application, and the user's name from the usage. Conversations under a legal hold, and immutable ones before their time, are kept and listed.")
        {
            Examples = ["colloquy users erase ines --dry-run", "colloquy users erase ines --app support --yes", "colloquy users erase ines --yes --no-scrub --json"],
        };
        var user = new Argument<string>("user") { Description = "The user" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be removed and kept, and change nothing" };
        var noScrub = new Option<bool>("--no-scrub") { Description = "Do not write the file anew at the end: for several users, one after another" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var json = GlobalOptions.Json();
        command.Arguments.Add(user);
        foreach (var option in new Option[] { dryRun, noScrub, yes, json })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(globals.User) is not null || result.GetValue(globals.Session) is not null)
                result.AddError("The user is named by the argument; --user and --session do not go with it.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = StoreFile.Of(parsed, globals, host);
            var isDry = parsed.GetValue(dryRun);
            await using var store = await (isDry ? file.OpenForReadingAsync(host, cancellationToken) : file.OpenExistingAsync(host, cancellationToken)).ConfigureAwait(false);
            var owner = new SessionOwner(parsed.GetValue(user), parsed.GetValue(globals.App) ?? SessionKey.DefaultApp);
            var looked = isDry || !parsed.GetValue(yes) ? await store.EraseUserAsync(owner, new ErasureOptions { DryRun = true }, cancellationToken).ConfigureAwait(false) : null;
            if (!isDry && looked is not null && !await AskAsync(looked, host, cancellationToken).ConfigureAwait(false))
                return ExitCode.Cancelled;

            var report = isDry
                ? looked!
                : await ProgressLine.ShowAsync(host.Terminal, ProgressLine.Patience, "Erasing", progress =>
                    store.EraseUserAsync(owner, new ErasureOptions { Scrub = !parsed.GetValue(noScrub), Progress = new Removed(progress, looked?.Sessions ?? 0) }, cancellationToken)).ConfigureAwait(false);

            if (parsed.GetValue(json))
                CliJson.Print(ErasureJson.Of(report), host);
            else
                await host.Terminal.PageAsync(() => Print(report, host), cancellationToken).ConfigureAwait(false);
            return report.Kept.Any(kept => kept.Reason is KeptReason.Busy or KeptReason.Failed) ? ExitCode.Error : ExitCode.Ok;
        });
        return command;
    }

    private static Task<bool> AskAsync(ErasureReport report, CliHost host, CancellationToken cancellationToken) =>
        host.Terminal.ConfirmAsync($"Erase {PlainText.Line(report.Owner.ToString())} with {Facts(report)}, for ever?", "Erasing needs --yes where nobody can be asked; --dry-run shows what would be removed.", "Nothing was removed.", cancellationToken);

    private static string Facts(ErasureReport report) =>
        $"{Wording.Count(report.Sessions, "conversation")}, {Wording.Count(report.StateKeys, "key of state", "keys of state")} and {Wording.Count(report.Memories, "memory", "memories")}";

    private static void Print(ErasureReport report, CliHost host)
    {
        host.Terminal.Say(PlainText.Line($"{(report.IsDryRun ? "Would remove" : "Removed")} {Facts(report)} of {report.Owner}."));
        if (report.Pseudonym is { } pseudonym)
            host.Terminal.Say(PlainText.Line($"The usage of {Wording.Count(report.Calls, "model call")} counts for '{pseudonym.User}' from now on."));
        if (report.IsKeyDestroyed)
            host.Terminal.Say("The user's encryption key was destroyed.");
        if (!report.IsDryRun && !report.IsScrubbed)
            host.Terminal.Say("The files of the store may still hold traces of what was removed.");
        if (report.Kept.Count == 0)
            return;

        var table = Terminal.CreateTable("Kept", "Why", "Until");
        table.Columns[1].NoWrap = false;
        foreach (var kept in report.Kept)
            table.AddRow(Terminal.Cell(kept.Key.Id), Markup.Escape(PlainText.Line(kept.Problem)), kept.Until is { } until ? Wording.Time(until, host.Time) : "-");
        host.Terminal.Write(table);
    }

    private sealed class Removed(IProgress<EntryProgress> progress, long total) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new EntryProgress(value, Math.Max(value, total)));
    }
}
