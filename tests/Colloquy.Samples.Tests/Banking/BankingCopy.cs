using System.Diagnostics;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Colloquy.Samples.Tests.Banking;

/// <summary>A copy of the banking sample as it is built, in a folder of its own, whose server can be another.</summary>
internal sealed class BankingCopy : IDisposable
{
    private const string ImplicitSource = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("banking-");

    public BankingCopy()
    {
        var built = Repository.PathOf("samples", "Banking", "Banking.Tests", "bin", "Debug", "net10.0");
        foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder.FullName, Path.GetRelativePath(built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Compiles the server anew, with one piece of its source changed.</summary>
    public void ChangeServer(string file, string piece, string replacement)
    {
        var sources = Directory.EnumerateFiles(Repository.PathOf("samples", "Banking", "Banking.Server"), "*.cs").ToDictionary(path => Path.GetFileName(path), File.ReadAllText);
        Assert.Contains(piece, sources[file], StringComparison.Ordinal);
        sources[file] = sources[file].Replace(piece, replacement, StringComparison.Ordinal);

        // The copy's version is that of the server that it replaces: the tests load no older one.
        var server = Path.Combine(_folder.FullName, "Banking.Server.dll");
        var version = $"[assembly: System.Reflection.AssemblyVersion(\"{AssemblyName.GetAssemblyName(server).Version}\")]";
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "Banking.Server",
            [CSharpSyntaxTree.ParseText(ImplicitSource + version, options), .. sources.Select(source => CSharpSyntaxTree.ParseText(source.Value, options, source.Key))],
            References(),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        var result = compilation.Emit(server);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
    }

    /// <summary>The fault to plant in every conversation; null for none. The stand-in is called then, so that a check has to catch the fault, and not the cassette.</summary>
    public string? Fault { get; init; }

    /// <summary>The mode of the cassettes; null to replay the model.</summary>
    public string? Cassettes { get; init; }

    /// <summary>The folder of the recorded run.</summary>
    public string Results => Path.Combine(_folder.FullName, "results");

    /// <summary>Runs the tests of the copy, and returns what they wrote.</summary>
    public async Task<(int ExitCode, string Output)> RunTestsAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(_folder.FullName, "Banking.Tests.dll"), "-noLogo", "-noColor", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("COLLOQUY_MODEL");
        (start.Environment["COLLOQUY_PLANT"], start.Environment["COLLOQUY_CASSETTES"], start.Environment["COLLOQUY_RESULTS"]) = (Fault, Cassettes ?? (Fault is null ? null : "live"), Results);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private IEnumerable<MetadataReference> References() =>
        from path in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(_folder.FullName, "Microsoft.Extensions.*.dll"))
            .Concat(Directory.EnumerateFiles(_folder.FullName, "ModelContextProtocol*.dll"))
            .DistinctBy(Path.GetFileName)
        select MetadataReference.CreateFromFile(path);
}
