using System.Diagnostics;
using Desk.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Colloquy.Cli.Tests.Recorded;

/// <summary>A session in a SQLite file with two branches, the test classes that <c>colloquy test record</c> makes of them, and a program that runs them.</summary>
public sealed class RecordedProject : CliTest, IAsyncLifetime
{
    private const string Program = """
        using Colloquy.Testing;
        [assembly: ConversationExtensions(typeof(RunReporter))]
        internal static class Program { public static int Main(string[] args) => Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args).GetAwaiter().GetResult(); }
        """;

    private const string Usings = "global using System; global using System.Threading.Tasks; global using System.Collections.Generic; global using System.Linq;";

    private static readonly string s_subject = AppContext.BaseDirectory.Replace("Colloquy.Cli.Tests", "Colloquy.Testing.Xunit.Subject", StringComparison.Ordinal);

    public string Results => Path.Combine(Folder, "results");

    public string Cassettes => Path.Combine(Folder, "tests", "Cassettes");

    private string Built => Path.Combine(Folder, "bin");

    public async ValueTask InitializeAsync()
    {
        await MakeSessionAsync();
        await RecordAsync();
        await RecordAsync("--branch", "refused", "--name", "refused");
        Build();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    /// <summary>Runs the command line in this process.</summary>
    internal Task<CliResult> RunCliAsync(params string[] args) => RunAsync(args);

    /// <summary>Runs the recorded tests, and returns what they wrote.</summary>
    public async Task<(int ExitCode, string Output)> RunTestsAsync(params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(Built, "Colloquy.Testing.Xunit.Subject.dll"), "-noLogo", "-noColor"]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        foreach (var name in (string[])["COLLOQUY_CASSETTES", "COLLOQUY_PLANT", "DESK_PROMPT", "DESK_MODEL"])
            start.Environment.Remove(name);
        (start.Environment["COLLOQUY_RESULTS"], start.Environment["CI"]) = (Results, "true");
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }

    private async Task MakeSessionAsync()
    {
        await using var store = await OpenStoreAsync();
        var session = await store.OpenAsync(new SessionKey("case-17", user: "ada"));
        var agent = DeskSetup.Create(DeskSetup.Model("The account holds"));
        await agent.RunAsync("What is the balance of acct-0815-4711?", session);
        var fork = await session.Branches.ForkAfterTurnAsync(1, "refused");
        foreach (var (branch, approves) in ((Session, bool)[])[(session, true), (fork, false)])
        {
            await agent.RunAsync("Close it, \"please\".\nThank you!", branch);
            var waiting = (await branch.Approvals.ListAsync())[0];
            _ = approves ? await branch.Approvals.ApproveAsync(waiting) : await branch.Approvals.RefuseAsync(waiting);
            await agent.ResumeAsync(branch);
        }
    }

    private async Task RecordAsync(params string[] args)
    {
        var result = await RunAsync(["test", "record", "case-17", "--user", "ada", "--setup", "Desk.Tests.DeskSetup", "--namespace", "Desk.Tests", "--redact", @"acct-[\d-]+", "--output", Path.Combine(Folder, "tests"), .. args]);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private void Build()
    {
        foreach (var file in Directory.EnumerateFiles(s_subject, "*", SearchOption.TopDirectoryOnly).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
        {
            Directory.CreateDirectory(Built);
            File.Copy(file, Path.Combine(Built, Path.GetFileName(file)));
        }

        using var reader = new StreamReader(typeof(RecordedProject).Assembly.GetManifestResourceStream("DeskSetup.cs")!);
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var sources = Directory.EnumerateFiles(Path.Combine(Folder, "tests"), "*.cs").Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path, System.Text.Encoding.UTF8))
            .Concat(new[] { reader.ReadToEnd(), Program, Usings }.Select(text => CSharpSyntaxTree.ParseText(text, options)));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path) is "netstandard.dll" || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(Built, "*.dll").Where(path => Path.GetFileName(path) != "Colloquy.Testing.Xunit.Subject.dll"))
            .DistinctBy(Path.GetFileName).Select(path => MetadataReference.CreateFromFile(path));
        var built = CSharpCompilation.Create("Colloquy.Testing.Xunit.Subject", sources, references, new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable))
            .Emit(Path.Combine(Built, "Colloquy.Testing.Xunit.Subject.dll"));
        Assert.True(built.Success, string.Join('\n', built.Diagnostics));
        Assert.DoesNotContain(built.Diagnostics, problem => problem.Severity == DiagnosticSeverity.Warning);
    }
}
