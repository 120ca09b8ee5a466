using System.Xml.Linq;

namespace Colloquy.Packages.Tests;

/// <summary>Finds the files of the repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The version of every package: the one property that says it.</summary>
    public static string Version { get; } = XDocument.Load(PathOf("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    /// <summary>The folders of the projects that have a package, by its name.</summary>
    public static IReadOnlyDictionary<string, string> Packages { get; } =
        new[] { "src", "templates" }.SelectMany(folder => Directory.EnumerateDirectories(PathOf(folder)))
            .Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any())
            .ToDictionary(folder => Path.GetFileName(folder), StringComparer.Ordinal);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Colloquy.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return folder;
    }
}
