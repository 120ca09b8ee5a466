using System.CommandLine;
using Colloquy.Import;

namespace Colloquy.Cli;

/// <summary><c>colloquy import</c>: brings conversations from files of other libraries into the store.</summary>
internal static class ImportCommand
{
    public static HelpfulCommand Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("import", "Imports conversations from a file of another library. It can be repeated: what was imported is not imported again, and what the file has gained is added. See docs/moving.md.")
        {
            Examples = ["colloquy import conversations.json --user ines", "colloquy import agents.db --dry-run", "colloquy import history.json --from semantic-kernel --session ticket-4711", "colloquy import checkpoints.db --app desk --notes notes.txt --json"],
        };
        var file = new Argument<string>("from") { Description = "The file to read" };
        var from = GlobalOptions.Choice("--from", "FORMAT", $"The format: {string.Join(", ", ImportFormat.All)} [default: found by the content]", [.. ImportFormat.All.Select(format => format.Value)]);
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and compare, and write nothing" };
        var withoutSystem = new Option<bool>("--without-system") { Description = "Leave out messages of the system, which are the instructions of another program" };
        var notes = new Option<string?>("--notes") { HelpName = "FILE", Description = "Write all notes of what could not be imported as it is to a file, a line each" };
        var json = GlobalOptions.Json();
        command.Arguments.Add(file);
        foreach (var option in new Option[] { from, withoutSystem, dryRun, notes, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var format = parsed.GetValue(from) is { } named ? new ImportFormat(named) : (ImportFormat?)null;
            var source = await ConversationSource.OpenAsync(parsed.GetValue(file)!, format, parsed.GetValue(globals.Session), cancellationToken).ConfigureAwait(false);
            var target = StoreFile.Of(parsed, globals, host);
            await using var store = parsed.GetValue(dryRun) && !target.IsThere() ? new InMemorySessionStore() : await target.OpenOrCreateAsync(host, cancellationToken).ConfigureAwait(false);
            using var writer = parsed.GetValue(notes) is { } path ? OpenNotes(path) : null;
            var report = await ProgressLine.ShowAsync(host.Terminal, ProgressLine.Patience, "Importing", progress =>
            {
                var options = new ConversationImportOptions
                {
                    User = UserText.Read(parsed.GetValue(globals.User)),
                    App = parsed.GetValue(globals.App) ?? SessionKey.DefaultApp,
                    LeavesOutSystemMessages = parsed.GetValue(withoutSystem),
                    DryRun = parsed.GetValue(dryRun),
                    Session = new OpenSessionOptions { TimeProvider = host.Time },
                    Notes = writer is null ? null : note => writer.WriteLine(PlainText.Line(note.ToString())),
                    Progress = progress,
                };
                return new ConversationImport(store, options).RunAsync(source, cancellationToken);
            }).ConfigureAwait(false);

            if (parsed.GetValue(json))
                CliJson.Print(ImportJson.Of(report), host);
            else
                host.Terminal.Say(PlainText.Line(Describe(report)));
            return Tell(report, host);
        });
        return command;
    }

    private static StreamWriter OpenNotes(string path)
    {
        try
        {
            return new StreamWriter(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Error, PlainText.Line($"The file '{path}' cannot be written: {problem.Message.TrimEnd('.')}."));
        }
    }

    private static string Describe(ImportReport report)
    {
        var what = $"{Wording.Count(report.Imported, "new conversation")}, {Wording.Number(report.Continued)} continued, {Wording.Number(report.Unchanged)} unchanged{(report.NotImported > 0 ? $", {Wording.Number(report.NotImported)} not imported" : "")}";
        var size = $"{Wording.Count(report.Messages, "message")}{(report.Branches > 0 ? $", {Wording.Count(report.Branches, "branch", "branches")}" : "")}{(report.ModelCalls > 0 ? $", usage of {Wording.Count(report.ModelCalls, "model call")}" : "")}";
        return report.DryRun ? $"'{report.Source}' ({report.Format}) would give: {what}; {size}. Nothing was written." : $"Imported '{report.Source}' ({report.Format}): {what}; {size}.";
    }

    private static int Tell(ImportReport report, CliHost host)
    {
        foreach (var note in report.Notes)
            host.Terminal.Warning(PlainText.Line($"{(note.Conversation is { } id ? $"'{id}', " : "")}{note}"));
        if (report.NoteCount > report.Notes.Count)
            host.Terminal.Warning($"There are {Wording.Count(report.NoteCount - report.Notes.Count, "more note")}. --notes FILE writes all.");
        return report.NotImported > 0 ? ExitCode.Error : ExitCode.Ok;
    }
}
