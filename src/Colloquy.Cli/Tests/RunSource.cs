using System.CommandLine;
using Colloquy.Testing;

namespace Colloquy.Cli;

/// <summary>Finds runs of tests: by file, by id, or the newest.</summary>
internal sealed class RunSource
{
    public const string Latest = "latest";

    public Option<string?> Results { get; } = new("--results") { HelpName = "FOLDER", Description = "The folder for results [default: $COLLOQUY_RESULTS, else artifacts/colloquy here or in the solution, repository or project]" };

    public Option<string?> Name { get; } = new("--name") { HelpName = "NAME", Description = "The name of what was run, where the folder has several" };

    public void AddTo(Command command)
    {
        command.Options.Add(Results);
        command.Options.Add(Name);
    }

    /// <summary>The folder of the runs; null when there is none yet.</summary>
    public RunFolder? Find(ParseResult parsed, CliHost host)
    {
        var root = RootOf(parsed, host);
        if (parsed.GetValue(Name) is { } name)
            return new RunFolder(root, name);

        string[] names = Directory.Exists(root) ? [.. Directory.EnumerateDirectories(root).Where(path => Directory.Exists(Path.Combine(path, "runs"))).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)] : [];
        return names.Length switch
        {
            0 => null,
            1 => new RunFolder(root, names[0]),
            _ => throw new CliException(ExitCode.Usage, $"The folder has runs of {string.Join(", ", names)}. Name one with --name."),
        };
    }

    /// <summary>Says where no run is, and what to do.</summary>
    public string NoRuns(ParseResult parsed, CliHost host)
    {
        var root = RootOf(parsed, host);
        return $"No runs in {PlainText.Line(parsed.GetValue(Name) is { } name ? new RunFolder(root, name).Path : root)}. Run the tests first, or name the folder with --results.";
    }

    /// <summary>The run that a word names: a file, an id, the start of an id, or 'latest'.</summary>
    public async Task<RunRecord> ReadAsync(string word, ParseResult parsed, CliHost host, CancellationToken cancellationToken)
    {
        if (File.Exists(word))
            return await RunFolder.ReadAsync(word, cancellationToken).ConfigureAwait(false);

        var files = Find(parsed, host)?.ListFiles() ?? [];
        var found = word == Latest ? files.Take(1).ToList() : [.. files.Where(file => RunFolder.IdOf(file).StartsWith(word, StringComparison.Ordinal))];
        return found.Count switch
        {
            1 => await RunFolder.ReadAsync(found[0], cancellationToken).ConfigureAwait(false),
            0 when word == Latest => throw new CliException(ExitCode.NotFound, NoRuns(parsed, host)),
            0 => throw new CliException(ExitCode.NotFound, $"There is no run '{PlainText.Line(word)}'. `colloquy test list` shows those that there are."),
            _ => throw new CliException(ExitCode.Usage, $"'{PlainText.Line(word)}' is the start of {found.Count} ids. Write more of it."),
        };
    }

    private string RootOf(ParseResult parsed, CliHost host)
    {
        // Tests of a project leave their runs where DefaultRoot says; other programs may leave them in the current folder.
        var here = Path.Combine(host.CurrentFolder, "artifacts", "colloquy");
        return parsed.GetValue(Results) ?? (host.Environment("COLLOQUY_RESULTS") is null or "" && Directory.Exists(here) ? here : RunFolder.DefaultRoot(host.Environment, host.CurrentFolder));
    }
}
