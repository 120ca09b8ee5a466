using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions export</c>: a conversation as a document, for another store.</summary>
internal static class SessionsExportCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("export", "Writes a conversation as a document, with all branches, state, content and usage; `import` brings it back.")
        {
            Examples = ["colloquy sessions export chat --output chat.jsonl", "colloquy sessions export chat --output chat.jsonl.gz", "colloquy sessions export chat | jq .type"],
        };
        var session = new SessionArgument(globals, command);
        var file = new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "The file to write, compressed when it ends in .gz [default: standard output]" };
        var force = new Option<bool>("--force") { Description = "Replace the file when it is there" };
        command.Options.Add(file);
        command.Options.Add(force);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(file) is not { } path)
            {
                await using var output = new OutputStream(host.Terminal.Output);
                await found.Documents.ExportAsync(output, progress: null, cancellationToken).ConfigureAwait(false);
                return ExitCode.Ok;
            }

            await DocumentFile.WriteAsync(path, parsed.GetValue(force), stream => WriteAsync(found, stream, host, cancellationToken)).ConfigureAwait(false);
            host.Terminal.Say(PlainText.Line($"Wrote session {Wording.Name(found.Key)} to '{path}': {Wording.Count(found.Record.Tip.Value, "entry", "entries")}."));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Task<bool> WriteAsync(Session session, Stream stream, CliHost host, CancellationToken cancellationToken) =>
        ProgressLine.ShowAsync(host.Terminal, ProgressLine.Patience, "Writing the document", async progress =>
        {
            await session.Documents.ExportAsync(stream, progress, cancellationToken).ConfigureAwait(false);
            return true;
        });
}
