using System.CommandLine;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions search</c>, and <c>colloquy search</c>: finds messages by what they say.</summary>
internal static class SessionsSearchCommand
{
    private const string Description = "Finds messages by what they say, the best first: in one conversation, in those of a user, or in all.";
    private const string TextDescription = "What to look for: words, \"phrases\" and the begin* of words, all of which a message must hold";

    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("search", Description)
        {
            Examples =
            [
                "colloquy sessions search \"invoice number\"",
                "colloquy sessions search chat '\"paid twice\" inv*'",
                "colloquy sessions search refund --user ines --role assistant --json",
                "colloquy sessions search --rebuild",
            ],
        };
        var id = new Argument<string?>("id") { Description = "The id of the conversation, the same as --session; leave it out to search all", Arity = ArgumentArity.ZeroOrOne };
        var text = new Argument<string?>("text") { Description = TextDescription, Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(id);
        command.Arguments.Add(text);
        Fill(command, globals, host, result => result.GetValue(text) is { } second ? (result.GetValue(id), second) : (null, result.GetValue(id)));
        return command;
    }

    /// <summary>The same at the top, where all words are what is looked for.</summary>
    public static Command CreateShort(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("search", Description)
        {
            Examples = ["colloquy search invoice number", "colloquy search refund --user ines", "colloquy search refund --session chat"],
        };
        var words = new Argument<string[]>("text") { Description = TextDescription, Arity = ArgumentArity.ZeroOrMore };
        command.Arguments.Add(words);
        Fill(command, globals, host, result => (null, result.GetValue(words) is { Length: > 0 } said ? string.Join(' ', said) : null));
        return command;
    }

    private static void Fill(Command command, GlobalOptions globals, CliHost host, Func<System.CommandLine.Parsing.SymbolResult, (string? Id, string? Text)> read)
    {
        var branch = new Option<string?>("--branch") { HelpName = "NAME", Description = "Only on this branch of the conversation [default: the current one]" };
        var anyLine = new Option<bool>("--any-line") { Description = "Also what is on no current branch, or was taken back" };
        var role = GlobalOptions.Choice("--role", "ROLE", "Only what was said by user, assistant, system or tool", "user", "assistant", "system", "tool");
        var since = new Option<string?>("--since") { HelpName = "TIME", Description = "Only what was said since then: 30m, 12h, 7d, 2w, 2026-01-31 or 2026-01-31T09:30" };
        var limit = GlobalOptions.Number("--limit", "N", "How many, 1 to 100 [default: 20]", min: 1, max: 100);
        var offset = GlobalOptions.Number("--offset", "N", "How many to pass over, to page on", min: 0, max: 2_000);
        var rebuild = new Option<bool>("--rebuild") { Description = "Build the index again first, of the conversation or of all" };
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { branch, anyLine, role, since, limit, offset, rebuild, json })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            var (id, text) = read(result);
            var option = result.GetValue(globals.Session);
            if (string.IsNullOrWhiteSpace(text) && !result.GetValue(rebuild))
                result.AddError("There is nothing to look for.");
            if (id is not null && option is not null && id != option)
                result.AddError("Two conversations are named; name one.");
            if ((id ?? option) is null && result.GetValue(branch) is not null)
                result.AddError("A branch is part of a session; name it.");
            if (result.GetValue(branch) is not null && result.GetValue(anyLine))
                result.AddError("--branch and --any-line exclude each other.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (id, text) = read(parsed.CommandResult);
            id ??= parsed.GetValue(globals.Session);
            var request = new SearchRequest
            {
                Session = id is null ? null : globals.KeyOf(parsed, id),
                Branch = parsed.GetValue(branch),
                User = parsed.GetValue(globals.User),
                App = parsed.GetValue(globals.App),
                Rebuild = parsed.GetValue(rebuild),
                Query = string.IsNullOrWhiteSpace(text) ? null : new SearchQuery(text)
                {
                    Role = parsed.GetValue(role) is { } said ? new ChatRole(said) : null,
                    Since = parsed.GetValue(since) is { } time ? TimeArgument.Read(time, "--since", host.Time) : null,
                    Lines = parsed.GetValue(anyLine) ? SearchLines.Any : SearchLines.Branch,
                    Limit = parsed.GetValue(limit) ?? 20,
                    Offset = parsed.GetValue(offset) ?? 0,
                },
            };
            var file = StoreFile.Of(parsed, globals, host);
            await using var store = await (request.Rebuild ? file.OpenExistingAsync(host, cancellationToken) : file.OpenForReadingAsync(host, cancellationToken)).ConfigureAwait(false);
            var page = await request.RunAsync(store, host, cancellationToken).ConfigureAwait(false);
            if (page is null)
                host.Terminal.Note("The index is built again.");
            else if (parsed.GetValue(json))
                CliJson.Print(SearchPageJson.Of(page), host);
            else
                await host.Terminal.PageAsync(() => SearchPrinter.Print(page, request, host), cancellationToken).ConfigureAwait(false);
            foreach (var entry in page?.Unreadable ?? [])
                host.Terminal.Note($"The message at position {entry.Position} of session {entry.Key} cannot be read: it {entry.Problem}.");
            return ExitCode.Ok;
        });
    }
}
