using System.CommandLine;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions transcript</c>: what was said, as JSON Lines, Markdown or HTML.</summary>
internal static class SessionsTranscriptCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("transcript", "Writes what was said, for people as Markdown or HTML, for tools as JSON Lines. What can be brought back is written by `export`.")
        {
            Examples = ["colloquy sessions transcript chat --output chat.jsonl", "colloquy sessions transcript chat --output chat.html --turns 3-7", "colloquy sessions transcript chat --since 2026-01-31 --limit 100", "colloquy sessions transcript chat | jq -r '.role + \": \" + .message'"],
        };
        var session = new SessionArgument(globals, command, takesBranch: true);
        var file = new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "The file to write, compressed when it ends in .gz [default: standard output]" };
        var force = new Option<bool>("--force") { Description = "Replace the file when it is there" };
        var format = GlobalOptions.Choice("--format", "FORMAT", "jsonl, markdown or html [default: by the name of the file, else jsonl]", "jsonl", "markdown", "html");
        var since = new Option<string?>("--since") { HelpName = "TIME", Description = "Only messages since then: 30m, 12h, 7d, 2w, 2026-01-31 or 2026-01-31T09:30" };
        var until = new Option<string?>("--until") { HelpName = "TIME", Description = "Only messages before then" };
        var roles = new Option<string[]>("--role") { HelpName = "ROLE", Description = "Only messages of this role: user, assistant, tool, system (may be repeated)" };
        var turns = new Option<string?>("--turns") { HelpName = "TURNS", Description = "Only these turns: 3, 3-7, 3- or -7" };
        var after = GlobalOptions.Number("--after", "POSITION", "Only messages after this position", min: 0, max: int.MaxValue);
        var limit = GlobalOptions.Number("--limit", "N", "How many, the oldest first [default: all]", min: 0, max: int.MaxValue);
        var whole = new Option<bool>("--all-branches") { Description = "Every message of the conversation, what was taken back too [default: those of the branch]" };
        var header = new Option<bool>("--header") { Description = "Describe the conversation first: title, metadata, retention" };
        var redact = new Option<bool>("--redact") { Description = "Replace mail addresses, phone numbers, IBANs, card numbers and IP addresses" };
        foreach (var option in new Option[] { redact, file, force, format, since, until, roles, turns, after, limit, whole, header })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file);
            var (first, last) = TurnRange.Read(parsed.GetValue(turns), "--turns");
            var options = new TranscriptOptions
            {
                Format = FormatOf(parsed.GetValue(format), path),
                Header = parsed.GetValue(header),
                AllBranches = parsed.GetValue(whole),
                Since = parsed.GetValue(since) is { } begin ? TimeArgument.Read(begin, "--since", host.Time) : null,
                Until = parsed.GetValue(until) is { } end ? TimeArgument.Read(end, "--until", host.Time) : null,
                After = new Position(parsed.GetValue(after) ?? 0),
                Roles = parsed.GetValue(roles) is { Length: > 0 } named ? [.. named.Select(role => new ChatRole(role))] : null,
                FirstTurn = first,
                LastTurn = last,
                Limit = parsed.GetValue(limit),
                Redaction = parsed.GetValue(redact) ? new PersonalDataRedaction() : null,
            };
            if (options.Since > options.Until)
                throw new CliException(ExitCode.Usage, "--since is after --until.");
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            if (path is null)
            {
                await using var output = new OutputStream(host.Terminal.Output);
                await found.Documents.WriteTranscriptAsync(output, options, cancellationToken).ConfigureAwait(false);
                return ExitCode.Ok;
            }

            var written = 0L;
            await DocumentFile.WriteAsync(path, parsed.GetValue(force), async stream => written = await found.Documents.WriteTranscriptAsync(stream, options, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            host.Terminal.Say(PlainText.Line($"Wrote {Wording.Count(written, "message")} of session {Wording.Name(found.Key)} to '{path}'."));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The format that was named; else that of the file's name.</summary>
    private static TranscriptFormat FormatOf(string? name, string? path) => (name ?? ExtensionOf(path)) switch
    {
        "markdown" or ".md" or ".markdown" => TranscriptFormat.Markdown,
        "html" or ".html" or ".htm" => TranscriptFormat.Html,
        _ => TranscriptFormat.JsonLines,
    };

    private static string? ExtensionOf(string? path)
    {
        var extension = Path.GetExtension(path)?.ToLowerInvariant();
        return extension == ".gz" ? ExtensionOf(path![..^".gz".Length]) : extension;
    }
}
