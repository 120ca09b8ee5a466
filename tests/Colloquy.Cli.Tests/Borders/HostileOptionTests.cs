using System.CommandLine;

namespace Colloquy.Cli.Tests;

/// <summary>Whatever is typed after whichever option of whichever command: an exit code, one line, and never a stack trace.</summary>
public sealed class HostileOptionTests : CliTest
{
    private static readonly string[] Values =
        ["", " ", "-1", "0", "2147483648", "-9223372036854775809", "99999999999999999999999999", "1e3", "NaN", "٣", "null", "a\0b", "a\nb", "\e[2J", "\u202E", "\ud83d", "../..", "Data Source=x.db", "file:x?mode=memory", "=", ",", "--", new string('x', 5_000)];

    private static readonly int[] Codes = [ExitCode.Ok, ExitCode.Error, ExitCode.Usage, ExitCode.NotFound, ExitCode.Busy, ExitCode.Waiting, ExitCode.Cancelled];

    public static TheoryData<string> Commands => [.. Leaves(Create(), "").Select(leaf => leaf.Path)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_option_of_every_command_takes_or_refuses_whatever_is_typed(string path)
    {
        await SeedAsync(new SessionKey("chat"), "Hello", "Hello again");
        var command = Leaves(Create(), "").Single(leaf => leaf.Path == path).Command;
        var options = command.Options.Concat(Create().Options).Where(option => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool)).ToList();

        foreach (var value in Values)
        {
            foreach (var option in options)
                await TryAsync(path, [.. Required(command), .. Companions(path, option.Name), option.Name, Harmless(option.Name, value)]);
            for (var place = 0; place < command.Arguments.Count; place++)
                await TryAsync(path, [.. command.Arguments.Take(place).Select(PlainValue), Harmless(command.Arguments[place].Name, value)]);
        }
    }

    private async Task TryAsync(string path, string[] rest)
    {
        string[] args = [.. path.Split(' '), .. rest];
        // Following has no end of its own.
        if (path.EndsWith("follow", StringComparison.Ordinal))
            Interrupts.Signal();

        var result = await RunAsync(args);

        var line = string.Join(' ', args.Select(arg => arg.Length > 60 ? arg[..60] : arg));
        Assert.True(Codes.Contains(result.ExitCode), $"{line}: {result.ExitCode}");
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", result.Error, StringComparison.Ordinal);
        var problems = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(said => said.StartsWith("colloquy: ", StringComparison.Ordinal) && !said.StartsWith("colloquy: warning", StringComparison.Ordinal));
        Assert.True(result.ExitCode == ExitCode.Ok ? problems == 0 : problems == 1 || (result.ExitCode == ExitCode.Error && path == "doctor"), $"{line}: {result.ExitCode} {result.Error}");
    }

    /// <summary>Files are written in the test's folder only.</summary>
    private string Harmless(string name, string value) =>
        name is "--output" or "file" && value is not ("" or " ") && !value.Contains('\0', StringComparison.Ordinal) ? Path.Combine(Folder, "files", value.Replace('/', '_')) : value;

    private static IEnumerable<string> Required(Command command) =>
        [.. command.Arguments.Select(PlainValue), .. command.Options.Where(option => option.Required).SelectMany(option => (string[])[option.Name, "5"])];

    private static string[] Companions(string path, string option) => (path, option) switch
    {
        ("state list" or "state get" or "state set" or "state remove", not ("--session" or "--scope" or "--user")) => ["--session", "chat"],
        ("state list" or "state get" or "state set" or "state remove", "--user") => ["--scope", "user"],
        (_, "--branch") when path.StartsWith("search", StringComparison.Ordinal) => ["--session", "chat"],
        _ => [],
    };

    private static string PlainValue(Argument argument) => argument.Name switch
    {
        "id" => "chat",
        "number" or "position" => "1",
        "value" => "1",
        "first" or "second" => "main",
        "file" => "no-such-file",
        _ => "word",
    };

    private static HelpfulCommand Create() => CommandLine.Create(new GlobalOptions(), new CliHost { Terminal = new Terminal { Input = TextReader.Null, Output = TextWriter.Null, Error = TextWriter.Null }, Interrupts = new Interrupts(), Environment = _ => null, DataFolder = "" });

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path)
    {
        foreach (var child in command.Subcommands)
        {
            var name = $"{path} {child.Name}".Trim();
            if (child.Subcommands.Count == 0)
                yield return (name, child);
            foreach (var leaf in Leaves(child, name))
                yield return leaf;
        }
    }
}
