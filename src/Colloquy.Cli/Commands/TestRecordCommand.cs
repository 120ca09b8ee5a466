using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Colloquy.Testing;

namespace Colloquy.Cli;

/// <summary><c>colloquy test record</c>: a test class and its cassette, made of a stored conversation.</summary>
internal static class TestRecordCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("record", "Makes a test of a stored conversation: a class for xunit, and a cassette that replays what models and tools returned. Secrets are replaced by [secret].")
        {
            Examples =
            [
                "colloquy test record ticket-4711 --output tests/Recorded",
                "colloquy test record ticket-4711 --setup Desk.Tests.DeskSetup --namespace Desk.Tests",
                "colloquy test record ticket-4711 --branch refused --turns 3-5 --name refund-refused",
                "colloquy test record ticket-4711 --redact \"CUST-\\d+\" --force",
            ],
        };
        var session = new SessionArgument(globals, command, takesBranch: true);
        var turns = new Option<(int First, int? Last)?>("--turns") { HelpName = "RANGE", Description = "The turns to check: 3-5, 3- or 4. Those before are taken without checks, those after are left out [default: all]", CustomParser = ReadTurns };
        var output = new Option<string>("--output", "-o") { HelpName = "FOLDER", Description = "The folder for the class; the cassette is in Cassettes below it [default: the current folder]", DefaultValueFactory = _ => "." };
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = "The name of the conversation [default: made of what is said first]" };
        var space = new Option<string?>("--namespace") { HelpName = "NAMESPACE", Description = "The namespace of the class [default: RecordedConversations]" };
        var setup = new Option<string?>("--setup") { HelpName = "TYPE", Description = "The full name of your IConversationSetup, which creates the agent [default: the file gets one to fill in]" };
        var redact = new Option<string[]>("--redact") { HelpName = "PATTERN", Description = "A regular expression of what else to replace by [secret]; a group named 'secret' narrows it. Can be repeated" };
        var force = new Option<bool>("--force") { Description = "Replace the files when they are there" };
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { turns, output, name, space, setup, redact, force, json })
            command.Options.Add(option);
        redact.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !IsPattern(token.Value)))
                result.AddError($"--redact wants a regular expression, and '{PlainText.Line(token.Value)}' is none.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new SessionTestOptions { Name = parsed.GetValue(name), Setup = parsed.GetValue(setup) };
            if (parsed.GetValue(space) is { } named)
                options.Namespace = named;
            if (parsed.GetValue(turns) is { } range)
                (options.FirstTurn, options.LastTurn) = range;
            foreach (var pattern in parsed.GetValue(redact) ?? [])
                options.SecretPatterns.Add(pattern);

            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var test = await CreateAsync(found, options, cancellationToken).ConfigureAwait(false);
            var folder = parsed.GetValue(output)!;
            var files = Write(test, folder, parsed.GetValue(force));
            if (parsed.GetValue(json))
                CliJson.Print(new TestRecordJson(test.Name, test.ClassName, files, test.TurnCount, test.ModelCallCount, test.ToolCallCount, test.Redactions, test.Notes), host);
            else
                Say(test, found, [.. files.Select(file => Path.Combine(folder, Path.GetRelativePath(Path.GetFullPath(folder), file)))], options, host);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<SessionTest> CreateAsync(Session session, SessionTestOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await SessionTest.CreateAsync(session, options, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException wrong) when (wrong.ParamName is nameof(options.Name) or nameof(options.Namespace) or nameof(options.Setup))
        {
            throw new CliException(ExitCode.Usage, $"--{wrong.ParamName.ToLowerInvariant()}: {Failure.LineOf(wrong)}");
        }
    }

    private static IReadOnlyList<string> Write(SessionTest test, string folder, bool force)
    {
        try
        {
            return test.Write(folder, force);
        }
        catch (IOException) when (!force && test.GetFiles(folder).FirstOrDefault(Path.Exists) is { } there)
        {
            throw new CliException(ExitCode.Error, PlainText.Line($"The file '{there}' is there already. Add --force to replace it, or give the conversation another name with --name."));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Error, PlainText.Line($"The test cannot be written to '{folder}': {refused.Message.TrimEnd('.')}. Name another folder with --output."));
        }
    }

    private static void Say(SessionTest test, Session session, IReadOnlyList<string> files, SessionTestOptions options, CliHost host)
    {
        var terminal = host.Terminal;
        terminal.Say(PlainText.Line($"Made the test '{test.Name}' of session {Wording.Name(session.Key)}, branch '{session.Branch}': {Wording.Count(test.TurnCount, "turn")}, {Wording.Count(test.ModelCallCount, "model call")}, {Wording.Count(test.ToolCallCount, "tool call")}."));
        foreach (var file in files)
            terminal.Say(PlainText.Line($"Wrote {file}"));
        terminal.Say(PlainText.Line(test.Redactions.Count == 0
            ? "Replaced by [secret]: nothing. Read the files before you commit them; --redact PATTERN finds more."
            : $"Replaced by [secret]: {string.Join("; ", test.Redactions)}. Read the files before you commit them; --redact PATTERN finds more."));
        foreach (var note in test.Notes)
            terminal.Say(PlainText.Line($"Note: {note}"));
        terminal.Say("Next:");
        if (options.Setup is null)
            terminal.Say($"  Create your agent in the setup at the end of {test.ClassName}.cs, or name yours with --setup.");
        terminal.Say("  dotnet test                                  replays the conversation, without a network");
        terminal.Say("  COLLOQUY_CASSETTES=live dotnet test          asks the models and tools of today");
        terminal.Say("  colloquy test compare --turns                shows what changed, turn by turn (the project records its runs)");
    }

    private static (int First, int? Last)? ReadTurns(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (Regex.Match(text, @"^(\d{1,6})(-(\d{1,6})?)?\z", RegexOptions.CultureInvariant) is { Success: true } match)
        {
            var first = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            int? last = match.Groups[3].Success ? int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture) : match.Groups[2].Success ? null : first;
            if (first >= 1 && last is null or >= 1 && (last ?? first) >= first)
                return (first, last);
        }

        result.AddError($"--turns wants turns such as 3-5, 3- or 4, and '{PlainText.Line(text)}' is none.");
        return null;
    }

    private static bool IsPattern(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return text.Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
