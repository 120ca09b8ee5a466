using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions import</c>: brings a conversation back from its document.</summary>
internal static class SessionsImportCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("import", "Brings a conversation back from the document that `export` wrote, into this store, which may be a new one.")
        {
            Examples = ["colloquy sessions import chat.jsonl", "colloquy sessions import chat.jsonl.gz --as chat-copy --user ines", "colloquy sessions import - --store other.db < chat.jsonl"],
        };
        var file = new Argument<string>("file") { Description = "The document; - reads standard input" };
        var name = new Option<string?>("--as") { HelpName = "ID", Description = "The id that the conversation gets; it keeps its user and app, unless --user or --app is given [default: the id that it had]" };
        command.Arguments.Add(file);
        command.Options.Add(name);
        command.Validators.Add(result =>
        {
            if (result.GetValue(name) is null && (result.GetValue(globals.User) ?? result.GetValue(globals.App) ?? result.GetValue(globals.Session)) is not null)
                result.AddError("--user and --app go with --as ID; without it the conversation keeps its id, user and app.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            var options = new ImportOptions { Session = new OpenSessionOptions { TimeProvider = host.Time } };
            await using var opened = path == "-" ? host.OpenInput() : DocumentFile.OpenRead(path);
            var document = opened;
            if (parsed.GetValue(name) is { } id)
            {
                (var had, document) = await DocumentFile.ReadKeyAsync(opened, cancellationToken).ConfigureAwait(false);
                options.Key = new SessionKey(id, UserText.Read(parsed.GetValue(globals.User) ?? had?.User), parsed.GetValue(globals.App) ?? had?.App ?? SessionKey.DefaultApp);
            }

            await using var store = await StoreFile.Of(parsed, globals, host).OpenOrCreateAsync(host, cancellationToken).ConfigureAwait(false);
            var session = await ProgressLine.ShowAsync(host.Terminal, ProgressLine.Patience, "Reading the document", progress =>
            {
                options.Progress = progress;
                return store.ImportAsync(document, options, cancellationToken);
            }).ConfigureAwait(false);
            var turns = await session.Turns.CountAsync(cancellationToken).ConfigureAwait(false);
            host.Terminal.Say(PlainText.Line($"Imported session {Wording.Name(session.Key)}: {Wording.Count(session.Record.Tip.Value, "entry", "entries")}, {Wording.Count(turns, "turn")} on branch '{session.Branch}'."));
            return ExitCode.Ok;
        });
        return command;
    }
}
