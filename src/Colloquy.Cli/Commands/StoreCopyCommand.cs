using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy store copy</c>: moves everything to another store, while programs go on writing to the first.</summary>
internal static class StoreCopyCommand
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    public static HelpfulCommand Create(CliHost host)
    {
        var command = new HelpfulCommand("copy", "Copies everything from one store to another, in passes, while programs write to the first. Stop them, and run it again to finish; see docs/moving-stores.md.")
        {
            Examples = ["colloquy store copy chats.db new.db", "colloquy store copy chats.db new.db --dry-run", "colloquy store copy chats.db new.db --watch", "colloquy store copy chats.db new.db --to-key-file colloquy.keys", "colloquy store copy chats.db new.db --json"],
        };
        var from = new Argument<string>("from") { Description = "The store to read" };
        var to = new Argument<string>("to") { Description = "The store to write, which is made when it is not there" };
        var passes = GlobalOptions.Number("--passes", "COUNT", "The most passes [default: 10]", 1, 1_000);
        var watch = new Option<bool>("--watch") { Description = "Copy what changes until Ctrl-C, then finish" };
        var keepOthers = new Option<bool>("--keep-others") { Description = "Leave what the target has of its own, and remove nothing there" };
        var removeOthers = new Option<bool>("--remove-others") { Description = "Remove what only the target has" };
        var fromKeys = new Option<string[]>("--from-key-file") { HelpName = "FILE", Description = "The file of the keys that encrypt the store to read [default: it is copied as it is]" };
        var toKeys = new Option<string[]>("--to-key-file") { HelpName = "FILE", Description = "The file of the keys that encrypt the store to write [default: it is not encrypted]" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Compare, and write nothing" };
        var json = GlobalOptions.Json();
        command.Arguments.Add(from);
        command.Arguments.Add(to);
        foreach (var option in new Option[] { watch, passes, keepOthers, removeOthers, fromKeys, toKeys, dryRun, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (source, target) = (StoreFile.Named(parsed.GetValue(from)!, "The store to read", StoreKeys.OfCopy(parsed.GetValue(fromKeys))), StoreFile.Named(parsed.GetValue(to)!, "The store to write", StoreKeys.OfCopy(parsed.GetValue(toKeys))));
            if (source.Path == target.Path)
                throw new CliException(ExitCode.Usage, "Both names are of the same store. Name another to copy to.");
            if (parsed.GetValue(watch) && parsed.GetValue(dryRun))
                throw new CliException(ExitCode.Usage, "--watch copies, and --dry-run does not. Leave one out.");

            if (parsed.GetValue(keepOthers) && parsed.GetValue(removeOthers))
                throw new CliException(ExitCode.Usage, "--keep-others keeps what --remove-others removes. Leave one out.");

            await using var read = await source.OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            await using var written = parsed.GetValue(dryRun) && !target.IsThere() ? new InMemorySessionStore() : await target.OpenOrCreateAsync(host, cancellationToken).ConfigureAwait(false);
            var copy = await ProgressLine.ShowAsync(host.Terminal, ProgressLine.Patience, "Copying the store", async progress =>
            {
                var work = new StoreCopy(read, written) { Source = source.Path, MaxPasses = parsed.GetValue(passes) ?? 10, KeepsOthers = parsed.GetValue(keepOthers), RemovesOthers = parsed.GetValue(removeOthers), DryRun = parsed.GetValue(dryRun), Progress = progress };
                await CopyAsync(work, parsed.GetValue(watch), host, cancellationToken).ConfigureAwait(false);
                return work;
            }).ConfigureAwait(false);

            if (parsed.GetValue(json))
                CliJson.Print(StoreCopyJson.Of(copy, source.Path, target.Path), host);
            else
                host.Terminal.Say(PlainText.Line(Describe(copy, source.Path, target.Path)));
            return Tell(copy, source.Path, host);
        });
        return command;
    }

    private static async Task CopyAsync(StoreCopy copy, bool watches, CliHost host, CancellationToken cancellationToken)
    {
        try
        {
            if (watches)
                await WatchAsync(copy, host, cancellationToken).ConfigureAwait(false);
            await copy.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException refused) when (refused.Failure == StoreFailure.Exists)
        {
            throw new CliException(ExitCode.Error, PlainText.Line($"{refused.Message} With --keep-others it keeps what only the target has; with --remove-others it loses that."));
        }
    }

    /// <summary>Makes passes until the first Ctrl-C; the second leaves.</summary>
    private static async Task WatchAsync(StoreCopy copy, CliHost host, CancellationToken cancellationToken)
    {
        var watching = host.Interrupts.BeginTurn();
        try
        {
            while (true)
            {
                await copy.PassAsync(watching.Token).ConfigureAwait(false);
                await Task.Delay(Rest, host.Time, watching.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            host.Terminal.Note("Finishing the copy.");
        }
        finally
        {
            host.Interrupts.EndTurn();
        }
    }

    private static string Describe(StoreCopy copy, string from, string to)
    {
        var counts = $"{Wording.Count(copy.Copied, "conversation")}{(copy.Removed > 0 ? $", removed {Wording.Number(copy.Removed)}" : "")}{(copy.Owners > 0 ? $", state, memories or usage of {Wording.Count(copy.Owners, "owner")}" : "")}";
        var whole = $"{Wording.Count(copy.Sessions, "conversation")} with {Wording.Count(copy.Entries, "entry", "entries")}";
        return copy.DryRun ? $"'{from}' has {whole}. To be copied to '{to}': {counts}."
            : copy.IsFinished ? $"Copied '{from}' to '{to}': {whole}; in this run {counts}. The copy is finished, and both were compared."
            : $"Copied from '{from}' to '{to}' in this run: {counts}, of {whole}.";
    }

    private static int Tell(StoreCopy copy, string from, CliHost host)
    {
        foreach (var problem in copy.Problems)
            host.Terminal.Warning(PlainText.Line(problem.Problem));
        if (copy.DryRun || copy.IsFinished)
            return copy.Problems.Count > 0 ? ExitCode.Error : ExitCode.Ok;

        host.Terminal.Problem(PlainText.Line(copy.Running is { } running
            ? $"The copy is not finished: a turn is running on session {Wording.Name(running)}. Stop the programs that use '{from}', and run the command again."
            : $"The copy is not finished: programs write to '{from}', and the last pass found {Wording.Count(copy.Differences, "difference")}. Stop them, and run the command again."));
        return ExitCode.Busy;
    }
}
