namespace Colloquy.Testing.Xunit.Tests;

/// <summary>A test project in a folder of its own, outside the repository, that is built against the projects of the repository.</summary>
internal sealed class TemporaryProject : IDisposable
{
    public const string XunitProject = "src/Colloquy.Testing.Xunit";
    public static readonly string Root = FindRoot();
    private readonly Dictionary<string, string?> _variables = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("turns-");

    private TemporaryProject()
    {
    }

    /// <summary>Creates and builds a project.</summary>
    /// <param name="packages">The packages, each with its version after a space.</param>
    /// <param name="projects">The folders of projects of the repository.</param>
    /// <param name="sources">The files of the repository.</param>
    /// <param name="platform">Whether <c>dotnet test</c> uses Microsoft.Testing.Platform; else VSTest.</param>
    /// <param name="properties">Further properties, as XML.</param>
    public static async Task<TemporaryProject> BuildAsync(string[] packages, string[] projects, string[] sources, bool platform, string properties = "")
    {
        var project = new TemporaryProject();
        try
        {
            await File.WriteAllTextAsync(project.PathOf("Turns.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                    <TargetFramework>net10.0</TargetFramework>
                    <Nullable>enable</Nullable>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <BuildProjectReferences>false</BuildProjectReferences>
                    {properties}
                  </PropertyGroup>
                  <ItemGroup>
                    {string.Concat(packages.Select(package => package.Split(' ')).Select(parts => $"""<PackageReference Include="{parts[0]}" Version="{parts[1]}" />"""))}
                    {string.Concat(projects.Select(folder => $"""<ProjectReference Include="{Path.Combine(Root, folder, Path.GetFileName(folder))}.csproj" />"""))}
                    {string.Concat(sources.Select(source => $"""<Compile Include="{Path.Combine(Root, source)}" />"""))}
                    {string.Concat(packages.Any(package => package.StartsWith("xunit.v3", StringComparison.Ordinal)) ? """<Using Include="Xunit" />""" : "")}
                    <Using Include="Colloquy.Testing" />
                  </ItemGroup>
                </Project>
                """);
            await File.WriteAllTextAsync(project.PathOf("global.json"), platform ? """{ "test": { "runner": "Microsoft.Testing.Platform" } }""" : "{}");
            var (exitCode, output) = await project.DotnetAsync("build", "--nologo", "-v", "quiet");
            Assert.True(exitCode == 0, output);
            return project;
        }
        catch
        {
            project.Dispose();
            throw;
        }
    }

    public Task<(int ExitCode, string Output)> TestAsync(params string[] args) => DotnetAsync(["test", "--no-build", .. args]);

    /// <summary>Runs the tests with a fault planted, and returns what they report of it.</summary>
    public async Task<(int ExitCode, PlantingReport Report)> PlantAsync(string fault, params string[] args)
    {
        (_variables[PlantedFaults.Variable], _variables[PlantedFaults.ReportVariable]) = (fault, PathOf("planted"));
        var (exitCode, _) = await TestAsync(args);
        _variables.Clear();
        return (exitCode, await PlantingReport.ReadAsync(PathOf("planted")));
    }

    public Task<(int ExitCode, string Output)> ExecAsync(params string[] args) => DotnetAsync(["exec", PathOf("bin", "Debug", "net10.0", "Turns.dll"), "-noLogo", "-noColor", .. args]);

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<(int ExitCode, string Output)> DotnetAsync(params string[] args)
    {
        // The runner of these tests must not run the project as its own.
        Dictionary<string, string?> variables = new() { ["COLLOQUY_RESULTS"] = PathOf("results"), ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["DOTNET_NOLOGO"] = "1", ["MSBUILDDISABLENODEREUSE"] = "1" };
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("TESTINGPLATFORM_", StringComparison.Ordinal) || name.StartsWith("DOTNET_CLI_TEST", StringComparison.Ordinal) || name.StartsWith("MSBuild", StringComparison.Ordinal)))
            variables[name] = null;
        foreach (var (name, value) in _variables)
            variables[name] = value;
        return Command.RunAsync(_folder.FullName, variables, "dotnet", args, TimeSpan.FromMinutes(8));
    }

    private string PathOf(params string[] parts) => Path.Combine([_folder.FullName, .. parts]);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Colloquy.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return folder;
    }
}
