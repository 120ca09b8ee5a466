namespace Colloquy.Packages.Tests;

/// <summary>The README of each package: short, and complete enough to decide by.</summary>
public sealed class ReadmeTests
{
    public static TheoryData<string> Packages => [.. Repository.Packages.Keys];

    [Theory]
    [MemberData(nameof(Packages))]
    public void It_says_what_the_package_is_and_how_it_is_installed(string package)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Packages[package], "README.md"));

        Assert.Equal($"# {package}", lines[0]);
        Assert.InRange(lines.Length, 15, 45);
        Assert.Contains(lines, line => line.Trim() is var command && (command == $"dotnet add package {package}" || command == $"dotnet new install {package}" || command == $"dotnet tool install --global {package}"));
        Assert.Contains(lines, line => line.Contains("docs/", StringComparison.Ordinal));
    }

    [Fact]
    public void The_changes_of_this_version_fit_into_release_notes()
    {
        var changes = File.ReadAllText(Repository.PathOf("CHANGELOG.md"));
        var section = changes.Split("\n## ").Single(section => section.StartsWith(Repository.Version, StringComparison.Ordinal));

        // The most that nuget.org takes.
        Assert.InRange(section.Length, 100, 35_000);
    }
}
