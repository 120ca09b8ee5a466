using System.Xml.Linq;

namespace Colloquy.Testing.Xunit.Tests;

/// <summary>The result of one test of a run: its name, <c>Pass</c>, <c>Fail</c>, <c>Skip</c> or <c>NotRun</c>, and the message or the reason.</summary>
internal sealed record Result(string Name, string Outcome, string Message, string Output)
{
    public override string ToString() => Message.Length == 0 ? $"{Outcome} {Name}" : $"{Outcome} {Name}: {Message}";
}

/// <summary>A run of the conversations in Colloquy.Testing.Xunit.Subject, in a process of its own.</summary>
internal sealed class SubjectRun
{
    private static readonly string s_subject = Path.Combine(AppContext.BaseDirectory.Replace("Colloquy.Testing.Xunit.Tests", "Colloquy.Testing.Xunit.Subject", StringComparison.Ordinal), "Colloquy.Testing.Xunit.Subject.dll");
    private static readonly Lazy<Task<SubjectRun>> s_whole = new(() => RunAsync("-parallelMode", "collections", "-maxThreads", "8"));
    private static readonly Lazy<Task<SubjectRun>> s_wholeInParallel = new(() => RunAsync("-parallelMode", "all", "-maxThreads", "8"));

    private readonly IReadOnlyList<Result> _results;

    private SubjectRun(int exitCode, IReadOnlyList<Result> results, IReadOnlyList<string> errors, IReadOnlyList<string> log, RunRecord record) =>
        (ExitCode, _results, Errors, Log, Record) = (exitCode, results, errors, log, record);

    public int ExitCode { get; }

    /// <summary>Gets what went wrong outside of tests, such as when a class ended.</summary>
    public IReadOnlyList<string> Errors { get; }

    /// <summary>Gets the lines that the subject wrote, in order.</summary>
    public IReadOnlyList<string> Log { get; }

    /// <summary>Gets the run as the recorder of the assembly wrote it.</summary>
    public RunRecord Record { get; }

    /// <summary>Returns all of the subject, run once for all tests of this process.</summary>
    public static Task<SubjectRun> WholeAsync(bool inParallel) => (inParallel ? s_wholeInParallel : s_whole).Value;

    public static async Task<SubjectRun> RunAsync(params string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("subject-");
        try
        {
            var (results, log) = (Path.Combine(folder.FullName, "results.xml"), Path.Combine(folder.FullName, "log"));
            var runs = Path.Combine(folder.FullName, "runs");
            var (exitCode, output) = await Command.RunAsync(folder.FullName, new() { ["SUBJECT_LOG"] = log, ["COLLOQUY_RESULTS"] = runs }, "dotnet", ["exec", s_subject, "-noLogo", "-noColor", "-result-xml", results, .. args]);
            Assert.True(File.Exists(results), output);
            return new SubjectRun(exitCode, [.. Read(results)], [.. ReadErrors(results)], File.Exists(log) ? await File.ReadAllLinesAsync(log) : [], await RunFolder.ReadAsync(Assert.Single(new RunFolder(runs, "Colloquy.Testing.Xunit.Subject").ListFiles())));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs a test that kills its process.</summary>
    public static Task<(int ExitCode, string Output)> RunUntilKilledAsync(string results, params string[] args) =>
        Command.RunAsync(results, new() { ["COLLOQUY_RESULTS"] = results }, "dotnet", ["exec", s_subject, "-noLogo", "-noColor", .. args]);

    /// <summary>Returns the results of the tests of a conversation, by name, each as a line.</summary>
    public IReadOnlyList<string> Of(string conversation) =>
        [.. _results.Where(result => result.Name.StartsWith(conversation + ":", StringComparison.Ordinal)).Select(result => result.ToString()).Order(StringComparer.Ordinal)];

    /// <summary>Returns the results of the tests of a class that has no order or no name.</summary>
    public IReadOnlyList<Result> OfClass(string name) => [.. _results.Where(result => result.Name.StartsWith($"Subject.Wrong.{name}.", StringComparison.Ordinal))];

    public Result Single(string name) => _results.Single(result => result.Name == name);

    public IReadOnlyList<Result> All => _results;

    private static IEnumerable<Result> Read(string path) =>
        from test in XDocument.Load(path).Descendants("test")
        let message = test.Element("failure")?.Element("message")?.Value ?? test.Element("reason")?.Value ?? ""
        select new Result((string)test.Attribute("name")!, (string)test.Attribute("result")!, message, test.Element("output")?.Value ?? "");

    private static IEnumerable<string> ReadErrors(string path) => XDocument.Load(path).Descendants("error").Select(error => error.Value);
}
