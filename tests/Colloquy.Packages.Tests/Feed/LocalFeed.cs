using Colloquy.Packages.Tests.Feed;

[assembly: AssemblyFixture(typeof(LocalFeed))]

namespace Colloquy.Packages.Tests.Feed;

/// <summary>The packages, made once by pack.sh from the output of the build, in a folder outside of the repository.</summary>
public sealed class LocalFeed : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-packages-");
    private readonly Lazy<Task<string>> _packed;

    public LocalFeed() => (_packed, Templates) = (new(PackAsync), new(InstallTemplatesAsync));

    /// <summary>The folder where `dotnet new` finds the templates, in place of that of the user.</summary>
    internal Lazy<Task<string>> Templates { get; }

    /// <summary>The version of these packages, different in each run, so that NuGet cannot use an old copy.</summary>
    public string Version { get; } = $"{Repository.Version}.{Random.Shared.Next(1, int.MaxValue)}";

    /// <summary>The folder of the packages.</summary>
    public string Folder => Path.Combine(_folder.FullName, "feed");

    /// <summary>Makes the packages, unless they are made.</summary>
    /// <returns>What pack.sh wrote.</returns>
    public Task<string> ReadyAsync() => _packed.Value;

    /// <summary>Returns the file of a package.</summary>
    public string PathOf(string package, string extension = "nupkg") => Path.Combine(Folder, $"{package}.{Version}.{extension}");

    /// <summary>Creates an empty folder. Commands in it take packages from this feed, and the others from the cache of the machine.</summary>
    /// <param name="name">What the folder is for.</param>
    /// <param name="isSource">Whether NuGet finds this feed there; else a command has to say where it is.</param>
    internal async Task<Workplace> CreateFolderAsync(string name, bool isSource = true)
    {
        await ReadyAsync();
        return new Workplace(Directory.CreateDirectory(Path.Combine(_folder.FullName, isSource ? "with-feed" : "without-feed", name)).FullName, Path.Combine(_folder.FullName, "copies"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> PackAsync()
    {
        var above = Directory.CreateDirectory(Path.Combine(_folder.FullName, "with-feed")).FullName;
        await File.WriteAllTextAsync(Path.Combine(above, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="colloquy" value="{Folder}" />
              </packageSources>
            </configuration>
            """);
        return await new Workplace(Repository.Root, Path.Combine(_folder.FullName, "copies"))
            .RunAsync("bash", Repository.PathOf("pack.sh"), "--configuration", "Debug", "--no-build", "--version", Version, "--output", Folder);
    }

    private async Task<string> InstallTemplatesAsync()
    {
        var place = await CreateFolderAsync("hive");
        await place.RunAsync("dotnet", "new", "install", PathOf("Colloquy.Templates"), "--debug:custom-hive", place.Folder);
        return place.Folder;
    }
}
