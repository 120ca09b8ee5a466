using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions prune</c>: removes what older messages said, after asking.</summary>
internal static class SessionsPruneCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("prune", "Removes what older messages said, which cannot be brought back; that they were said, when and by whom stays. Pinned messages stay whole.")
        {
            Examples = ["colloquy sessions prune chat --messages 50 --dry-run", "colloquy sessions prune chat --strategy sliding-window --messages 100 --yes", "colloquy sessions prune chat --strategy summarize-old --messages 50 --model openai/gpt-4o-mini"],
        };
        var session = new SessionArgument(globals, command);
        string[] names = [.. RetentionStrategy.All.Select(one => one.Value)];
        var strategy = GlobalOptions.Choice("--strategy", "NAME", $"What is kept: {string.Join(", ", names)}; the last two ask the model [default: keep-last]", names);
        var messages = GlobalOptions.Number("--messages", "N", "How many of the newest messages are kept as they are", min: 1, max: int.MaxValue);
        messages.Required = true;
        var dryRun = new Option<bool>("--dry-run") { Description = "Tell what would be removed, and remove nothing" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { strategy, messages, dryRun, yes, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = StoreFile.Of(parsed, globals, host);
            await using var store = await (parsed.GetValue(dryRun) ? file.OpenForReadingAsync(host, cancellationToken) : file.OpenExistingAsync(host, cancellationToken)).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var kind = new RetentionStrategy(parsed.GetValue(strategy) ?? RetentionStrategy.KeepLast.Value);
            using var client = RetentionModel.Open(parsed, globals, kind, host);
            var chosen = RetentionModel.StrategyOf(kind, parsed.GetValue(messages)!.Value, client);
            if (parsed.GetValue(dryRun))
                return Print(found.Key, await found.Retention.PreviewAsync(chosen, cancellationToken).ConfigureAwait(false), isDone: false, parsed.GetValue(json), host);
            if (!parsed.GetValue(yes) && !await AskAsync(found.Key, chosen, host, cancellationToken).ConfigureAwait(false))
                return ExitCode.Cancelled;

            return Print(found.Key, await found.Retention.PruneAsync(chosen, host.UserName, cancellationToken).ConfigureAwait(false), isDone: true, parsed.GetValue(json), host);
        });
        return command;
    }

    private static int Print(SessionKey key, PruneResult result, bool isDone, bool json, CliHost host)
    {
        if (json)
            CliJson.Print(PruneJson.Of(result), host);
        else if (result.Entries == 0)
            host.Terminal.Say(PlainText.Line($"There is nothing to remove from session {Wording.Name(key)}."));
        else
            host.Terminal.Say(PlainText.Line($"{(isDone ? "Removed" : "Would remove")} what {Wording.Count(result.Messages, "message")} of session {Wording.Name(key)} said: {Wording.Size(result.Bytes ?? 0)}{(result.Blobs > 0 ? $", {Wording.Count(result.Blobs.Value, "attachment")}" : "")}."));
        return ExitCode.Ok;
    }

    private static Task<bool> AskAsync(SessionKey key, PruneStrategy strategy, CliHost host, CancellationToken cancellationToken) => host.Terminal.ConfirmAsync(
        $"Remove what messages of session {Wording.Name(key)} said that '{strategy.Name}' does not keep, for ever?",
        "Pruning needs --yes where nobody can be asked; --dry-run tells what would be removed.",
        "Nothing was removed.",
        cancellationToken);
}
