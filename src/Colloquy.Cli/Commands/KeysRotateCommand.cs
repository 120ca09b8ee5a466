using System.CommandLine;
using Colloquy.Encryption;

namespace Colloquy.Cli;

/// <summary><c>colloquy keys rotate</c>: puts the keys of all owners under the newest key of the ring.</summary>
internal static class KeysRotateCommand
{
    public static HelpfulCommand Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("rotate", "Puts the keys of all owners under the newest key of the ring. Conversations are not written. It can be stopped, and goes on when it is run again.")
        {
            Examples = ["colloquy keys rotate --key-file colloquy.keys", "colloquy keys rotate --key-file colloquy.keys --dry-run"],
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Count the owners, and write nothing" };
        var json = GlobalOptions.Json();
        command.Options.Add(dryRun);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = StoreFile.Of(parsed, globals, host);
            using var ring = file.Keys.Read();
            var newest = ring.Ids[^1];
            await using var opened = await file.OpenExistingAsync(host, cancellationToken).ConfigureAwait(false);
            var store = RecordedStore.Unwrap<EncryptedSessionStore>(opened);
            var isDry = parsed.GetValue(dryRun);
            var total = await CountAsync(store, newest, cancellationToken).ConfigureAwait(false);
            var done = isDry ? total : await ProgressLine.ShowAsync(host.Terminal, ProgressLine.Patience, "Rotating keys", progress =>
                store.RotateKeysAsync(new Told(progress, total.Owners), cancellationToken)).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(new KeyRotationJson(newest, isDry, done.Owners, done.Rewrapped, [.. done.Problems]), host);
            else
                host.Terminal.Say(PlainText.Line($"{(isDry ? "To be put" : "Put")} under the key '{newest}': the keys of {Wording.Count(done.Rewrapped, "owner")}, of {Wording.Number(done.Owners)}."));
            foreach (var problem in done.Problems)
                host.Terminal.Warning(PlainText.Line(problem));
            return done.Problems.Count > 0 ? ExitCode.Error : ExitCode.Ok;
        });
        return command;
    }

    private static async Task<KeyRotation> CountAsync(EncryptedSessionStore store, string newest, CancellationToken cancellationToken)
    {
        var (owners, others, problems) = (0L, 0L, new List<string>());
        await foreach (var owner in store.ListOwnerKeysAsync(cancellationToken).ConfigureAwait(false))
        {
            owners++;
            if (owner.Problem is { } problem)
                problems.Add(problem);
            else if (owner.RingKeyId != newest)
                others++;
        }

        return new KeyRotation(owners, others, problems);
    }

    private sealed class Told(IProgress<EntryProgress> progress, long total) : IProgress<KeyRotation>
    {
        public void Report(KeyRotation value) => progress.Report(new EntryProgress(value.Owners, Math.Max(total, value.Owners)));
    }
}
