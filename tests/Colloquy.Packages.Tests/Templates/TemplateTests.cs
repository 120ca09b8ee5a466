using System.Text.RegularExpressions;
using System.Xml.Linq;
using Colloquy.Packages.Tests.Feed;

namespace Colloquy.Packages.Tests.Templates;

/// <summary>Projects that the templates make outside of the repository: they build, run, and pass their tests with the packages of the feed.</summary>
public sealed class TemplateTests(LocalFeed feed)
{
    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public async Task An_agent_in_the_console_uses_its_tool_and_remembers()
    {
        var place = await MakeAsync("colloquy-agent", "Helper");

        await place.RunAsync("dotnet", "build", "--nologo", "-v", "quiet", "-warnaserror");
        var asked = await place.RunAsync("dotnet", "run", "--no-build", "--", "Please open a case: pump P-12 leaks.");
        var remembered = await place.RunAsync("dotnet", "run", "--no-build", "--", "What did I ask for?");

        Assert.Equal("Case 101 is open: Pump P-12 leaks.\n", asked);
        Assert.Contains("P-12", remembered, StringComparison.Ordinal);
        Assert.True(File.Exists(place.PathOf("agent.db")));
    }

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public async Task An_agent_in_the_console_can_keep_its_conversation_in_memory()
    {
        var place = await MakeAsync("colloquy-agent", "forgetful-desk", "--store", "memory");

        var asked = await place.RunAsync("dotnet", "run", "--", "Please open a case: pump P-12 leaks.");

        Assert.Equal("Case 101 is open: Pump P-12 leaks.\n", asked);
        Assert.Empty(Directory.EnumerateFiles(place.Folder, "*.db"));
        Assert.DoesNotContain("Sqlite", await File.ReadAllTextAsync(place.PathOf("forgetful-desk.csproj"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public async Task A_web_api_passes_its_tests()
    {
        var place = await MakeAsync("colloquy-api", "support-line");

        var tested = await place.RunAsync("dotnet", "test");

        Assert.Matches(@"(?m)^  succeeded: 4$", tested);
        Assert.DoesNotContain("warning", tested, StringComparison.OrdinalIgnoreCase);
    }

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    public async Task A_web_api_can_keep_its_sessions_in_memory()
    {
        var place = await MakeAsync("colloquy-api", "Forgetful.Api", "--store", "memory");

        var tested = await place.RunAsync("dotnet", "test");

        Assert.Matches(@"(?m)^  succeeded: 3$", tested);
        Assert.All(Directory.EnumerateFiles(place.Folder, "*.cs*", SearchOption.AllDirectories).Where(path => !path.Contains("/obj/", StringComparison.Ordinal)), path => Assert.DoesNotContain("Sqlite", File.ReadAllText(path), StringComparison.Ordinal));
    }

    [Fact]
    public void A_template_names_the_versions_that_the_repository_has_tried()
    {
        var tried = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion").ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);
        var projects = Directory.EnumerateFiles(Repository.PathOf("templates"), "*.csproj", SearchOption.AllDirectories).Where(path => path.Contains("/content/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal)).ToList();

        var references = projects.SelectMany(project => XDocument.Load(project).Descendants("PackageReference")).Select(reference => (Id: reference.Attribute("Include")!.Value, Version: reference.Attribute("Version")!.Value));

        Assert.All(references, reference => Assert.Equal(Repository.Packages.ContainsKey(reference.Id) ? "COLLOQUY-VERSION" : tried[reference.Id], reference.Version));
    }

    [Theory(Timeout = TimeLimits.LongMilliseconds)]
    [Trait("Tier", "Long")]
    [InlineData("colloquy-agent", "Shop.Desk", ".gitignore", "Program.cs", "RepairTools.cs", "Shop.Desk.csproj")]
    [InlineData("colloquy-api", "Shop.Line", ".gitignore", "Shop.Line.Tests/ApiTests.cs", "Shop.Line.Tests/Shop.Line.Tests.csproj", "Shop.Line.slnx", "Shop.Line/Program.cs", "Shop.Line/RepairTools.cs", "Shop.Line/Shop.Line.csproj", "Shop.Line/appsettings.json", "global.json")]
    public async Task A_template_leaves_no_mark_of_itself(string template, string name, params string[] expected)
    {
        var place = await MakeAsync(template, name, "--no-restore");

        var files = Directory.EnumerateFiles(place.Folder, "*", SearchOption.AllDirectories).ToList();

        Assert.Equal(expected, files.Select(file => Path.GetRelativePath(place.Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.DoesNotMatch(new Regex("ColloquyAgent|Colloquy-Api|AgentNamespace|ApiNamespace|COLLOQUY-VERSION|#if|#else|#endif"), File.ReadAllText(file)));
    }

    /// <summary>Makes a project or a solution by a template of the package, in a folder of its own.</summary>
    private async Task<Workplace> MakeAsync(string template, string name, params string[] options)
    {
        var place = await feed.CreateFolderAsync(name);
        await place.RunAsync("dotnet", ["new", template, "--output", place.Folder, "--name", name, .. options, "--debug:custom-hive", await feed.Templates.Value]);
        return place;
    }
}
