using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using Colloquy.Packages.Tests.Feed;

namespace Colloquy.Packages.Tests;

/// <summary>What a stranger looks for in a package before trusting it.</summary>
[Trait("Tier", "Long")]
public sealed class PackageTests(LocalFeed feed)
{
    public static TheoryData<string> Packages => [.. Repository.Packages.Keys];

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task Each_project_has_a_package_and_nothing_is_warned_of()
    {
        var output = await feed.ReadyAsync();

        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Repository.Packages.Keys.Order(), Directory.EnumerateFiles(feed.Folder, "*.nupkg").Select(path => Path.GetFileName(path)[..^$".{feed.Version}.nupkg".Length]).Order());
        Assert.All(Repository.Packages.Keys, package => Assert.Matches($@"(?m)^{Regex.Escape(package)} +\d+ KB +(\d+ KB|-)$", output));
    }

    [Theory(Timeout = TimeLimits.LongMilliseconds)]
    [MemberData(nameof(Packages))]
    public async Task A_package_says_what_it_is_whose_it_is_and_where_it_comes_from(string package)
    {
        await feed.ReadyAsync();
        using var file = new PackageFile(feed.PathOf(package));

        Assert.Equal((package, feed.Version), (file.Value("id"), file.Value("version")));
        Assert.Equal(("MIT", "expression"), (file.Value("license"), file.Element("license")?.Attribute("type")?.Value));
        Assert.Equal("The Colloquy authors", file.Value("authors"));
        Assert.InRange(file.Value("description").Length, 40, 400);
        Assert.True(file.Value("tags").Split(' ').Length > 6, $"The tags are '{file.Value("tags")}': add PackageTags to its project.");
        Assert.StartsWith("https://", file.Value("projectUrl"), StringComparison.Ordinal);
        Assert.StartsWith("https://", file.Element("repository")?.Attribute("url")?.Value, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{40}$", file.Element("repository")?.Attribute("commit")?.Value);
        Assert.StartsWith("### ", file.Value("releaseNotes"), StringComparison.Ordinal);
        Assert.DoesNotContain("<!--", file.Value("releaseNotes"), StringComparison.Ordinal);
    }

    [Theory(Timeout = TimeLimits.LongMilliseconds)]
    [MemberData(nameof(Packages))]
    public async Task A_package_shows_its_icon_and_a_readme_whose_links_lead_somewhere(string package)
    {
        await feed.ReadyAsync();
        using var file = new PackageFile(feed.PathOf(package));

        var readme = Encoding.UTF8.GetString(file.Read(file.Value("readme")));
        var icon = file.Read(file.Value("icon"));

        Assert.StartsWith($"# {package}\n", readme, StringComparison.Ordinal);
        Assert.Equal(File.ReadLines(Path.Combine(Repository.Packages[package], "README.md")).Count(line => !line.StartsWith("<!--", StringComparison.Ordinal)), readme.TrimEnd('\n').Split('\n').Length);
        Assert.DoesNotContain("<!--", readme, StringComparison.Ordinal);
        Assert.All(Regex.Matches(readme, @"\]\((?<link>[^)]+)\)"), link => Assert.StartsWith("https://", link.Groups["link"].Value, StringComparison.Ordinal));
        Assert.Equal((128u, 128u), (BinaryPrimitives.ReadUInt32BigEndian(icon.AsSpan(16)), BinaryPrimitives.ReadUInt32BigEndian(icon.AsSpan(20))));
    }

    [Theory(Timeout = TimeLimits.LongMilliseconds)]
    [MemberData(nameof(Packages))]
    public async Task No_file_of_a_package_shows_a_folder_of_this_machine(string package)
    {
        await feed.ReadyAsync();
        using var file = new PackageFile(feed.PathOf(package));
        string[] folders = [Repository.Root, .. OperatingSystem.IsWindows() ? new[] { Repository.Root.Replace('\\', '/') } : []];
        var needles = folders.SelectMany(folder => new[] { Encoding.UTF8.GetBytes(folder), Encoding.Unicode.GetBytes(folder) }).ToList();

        var shown = file.Files.Where(name => needles.Any(needle => file.Read(name).AsSpan().IndexOf(needle) >= 0));

        Assert.Empty(shown);
    }

    /// <summary>The line of each package in dependencies.txt. To take over what the packages say: run with COLLOQUY_APPROVE=1, and read the difference.</summary>
    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task A_package_depends_on_what_was_decided_and_no_more()
    {
        await feed.ReadyAsync();
        var decided = Repository.PathOf("tests", "Colloquy.Packages.Tests", "dependencies.txt");

        var lines = Repository.Packages.Keys.Order(StringComparer.Ordinal).Select(Dependencies).ToList();
        if (Environment.GetEnvironmentVariable("COLLOQUY_APPROVE") == "1")
            await File.WriteAllLinesAsync(decided, lines, TestContext.Current.CancellationToken);

        Assert.Equal(await File.ReadAllLinesAsync(decided, TestContext.Current.CancellationToken), lines);
    }

    private string Dependencies(string package)
    {
        using var file = new PackageFile(feed.PathOf(package));
        var dependencies = file.Manifest.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value);
        return $"{package}: {string.Join(", ", dependencies.Order(StringComparer.Ordinal))}".TrimEnd();
    }
}
