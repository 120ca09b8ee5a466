using System.CommandLine;
using Colloquy.Encryption;

namespace Colloquy.Cli;

/// <summary><c>colloquy keys rekey</c>: gives owners and sessions new keys, and encrypts everything with those.</summary>
internal static class KeysRekeyCommand
{
    public static HelpfulCommand Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("rekey", "Gives users, applications and conversations new keys, encrypts everything with those where it is, and destroys the old keys. Applications go on meanwhile. It can be stopped, and goes on when it is run again.")
        {
            Examples = ["colloquy keys rekey --key-file colloquy.keys --dry-run", "colloquy keys rekey --key-file colloquy.keys --yes", "colloquy keys rekey --key-file colloquy.keys --user ines --alone --json"],
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Count what would be encrypted anew, and write nothing" };
        var alone = new Option<bool>("--alone") { Description = "Do not wait for other processes to learn of the new keys: only when nothing else uses the store" };
        var noScrub = new Option<bool>("--no-scrub") { Description = "Do not write the file anew at the end" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { dryRun, alone, noScrub, yes, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = StoreFile.Of(parsed, globals, host);
            using var ring = file.Keys.Read();
            var isDry = parsed.GetValue(dryRun);
            await using var opened = await (isDry ? file.OpenForReadingAsync(host, cancellationToken) : file.OpenExistingAsync(host, cancellationToken)).ConfigureAwait(false);
            var store = RecordedStore.Unwrap<EncryptedSessionStore>(opened);
            var options = new RekeyOptions { Owner = OwnerOf(parsed, globals), Scrub = !parsed.GetValue(noScrub), KeyCacheDuration = parsed.GetValue(alone) ? TimeSpan.Zero : null };
            var found = await CountAsync(store, options.Owner, cancellationToken).ConfigureAwait(false);
            if (!isDry && !parsed.GetValue(yes) && !await AskAsync(found, host, cancellationToken).ConfigureAwait(false))
                return ExitCode.Cancelled;

            var done = isDry ? found : await ProgressLine.ShowAsync(host.Terminal, ProgressLine.Patience, "Encrypting anew", progress =>
                store.RekeyAsync(options, new Told(progress, found.Sessions), cancellationToken)).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(new RekeyJson(isDry, done.IsComplete, done.Owners, done.TotalOwners, done.Sessions, done.Entries, done.IsScrubbed, [.. done.Problems]), host);
            else
                Print(done, isDry, host);
            foreach (var problem in done.Problems)
                host.Terminal.Warning(PlainText.Line(problem));
            return done.Problems.Count > 0 ? ExitCode.Error : ExitCode.Ok;
        });
        return command;
    }

    private static SessionOwner? OwnerOf(ParseResult parsed, GlobalOptions globals) =>
        parsed.GetValue(globals.User) is { } user ? new SessionOwner(user, parsed.GetValue(globals.App) ?? SessionKey.DefaultApp) : null;

    private static async Task<RekeyReport> CountAsync(EncryptedSessionStore store, SessionOwner? only, CancellationToken cancellationToken)
    {
        var (owners, sessions, problems) = (0L, 0L, new List<string>());
        await foreach (var owner in store.ListOwnerKeysAsync(cancellationToken).ConfigureAwait(false))
        {
            if (only is null && owner.Problem is { } problem)
                problems.Add(problem);
            owners += owner.Owner is not null && (only is null || owner.Owner == only) ? 1 : 0;
        }

        var selection = only is null ? SessionSelection.All : SessionSelection.OfOwner(only);
        for (SessionCursor? after = null; ;)
        {
            var page = await store.ListAllAsync(selection, new SessionQuery { After = after, Limit = 1_000 }, cancellationToken).ConfigureAwait(false);
            sessions += page.Sessions.Count;
            if ((after = page.Next) is null)
                return new RekeyReport { TotalOwners = owners, Sessions = sessions, Problems = problems };
        }
    }

    private static Task<bool> AskAsync(RekeyReport found, CliHost host, CancellationToken cancellationToken) =>
        host.Terminal.ConfirmAsync($"Give {Facts(found.TotalOwners, found.Sessions)} new keys, and destroy the old ones?", "Encrypting anew needs --yes where nobody can be asked; --dry-run counts what would be done.", "Nothing was written.", cancellationToken);

    private static string Facts(long owners, long sessions) => $"{Wording.Count(owners, "user or application", "users and applications")} with {Wording.Count(sessions, "conversation")}";

    private static void Print(RekeyReport report, bool isDry, CliHost host)
    {
        host.Terminal.Say(isDry ? $"To be given new keys: {Facts(report.TotalOwners, report.Sessions)}." : $"Given new keys: {Facts(report.Owners, report.Sessions)}, {Wording.Count(report.Entries, "entry", "entries")}.");
        if (!isDry && !report.IsComplete)
            host.Terminal.Say("The owners and sessions below keep their old keys. Repair them, and run the command again.");
        if (!isDry && report is { Owners: > 0, IsScrubbed: false })
            host.Terminal.Say("The files of the store may still have what was replaced.");
    }

    private sealed class Told(IProgress<EntryProgress> progress, long total) : IProgress<RekeyReport>
    {
        public void Report(RekeyReport value) => progress.Report(new EntryProgress(value.Sessions, Math.Max(total, value.Sessions)));
    }
}
