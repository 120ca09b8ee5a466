using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions transcript</c>: what was said, as a line of JSON for each message.</summary>
internal static class SessionsTranscriptCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("transcript", "Writes what was said as JSON Lines, for audits and other tools. What can be brought back is written by `export`.")
        {
            Examples = ["colloquy sessions transcript chat --output chat.jsonl", "colloquy sessions transcript chat --since 2026-01-31 --limit 100", "colloquy sessions transcript chat | jq -r '.role + \": \" + .message'"],
        };
        var session = new SessionArgument(globals, command, takesBranch: true);
        var file = new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "The file to write, compressed when it ends in .gz [default: standard output]" };
        var force = new Option<bool>("--force") { Description = "Replace the file when it is there" };
        var since = new Option<string?>("--since") { HelpName = "TIME", Description = "Only messages since then: 30m, 12h, 7d, 2w, 2026-01-31 or 2026-01-31T09:30" };
        var after = GlobalOptions.Number("--after", "POSITION", "Only messages after this position", min: 0, max: int.MaxValue);
        var limit = GlobalOptions.Number("--limit", "N", "How many, the oldest first [default: all]", min: 0, max: int.MaxValue);
        var whole = new Option<bool>("--all-branches") { Description = "Every message of the conversation, what was taken back too [default: those of the branch]" };
        var header = new Option<bool>("--header") { Description = "Begin with a line about the conversation: title, metadata, retention" };
        foreach (var option in new Option[] { file, force, since, after, limit, whole, header })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var query = new EventQuery
            {
                Since = parsed.GetValue(since) is { } time ? TimeArgument.Read(time, "--since", host.Time) : null,
                After = new Position(parsed.GetValue(after) ?? 0),
                Limit = parsed.GetValue(limit),
                OnlyBranch = !parsed.GetValue(whole),
            };
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(file) is not { } path)
            {
                await using var output = new OutputStream(host.Terminal.Output);
                await found.Documents.WriteTranscriptAsync(output, query, parsed.GetValue(header), cancellationToken).ConfigureAwait(false);
                return ExitCode.Ok;
            }

            var written = 0L;
            await DocumentFile.WriteAsync(path, parsed.GetValue(force), async stream => written = await found.Documents.WriteTranscriptAsync(stream, query, parsed.GetValue(header), cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            host.Terminal.Say(PlainText.Line($"Wrote {Wording.Count(written, "message")} of session {Wording.Name(found.Key)} to '{path}'."));
            return ExitCode.Ok;
        });
        return command;
    }
}
