using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Colloquy.Packages.Tests.Feed;

namespace Colloquy.Packages.Tests;

/// <summary>What is in the packages that a program references: documentation, symbols that fit, and nothing that differs from build to build.</summary>
[Trait("Tier", "Long")]
public sealed class LibraryTests(LocalFeed feed)
{
    public static TheoryData<string> Libraries => [.. Repository.Packages.Keys.Where(package => package is not ("Colloquy.Cli" or "Colloquy.Templates"))];

    [Theory(Timeout = TimeLimits.LongMilliseconds)]
    [MemberData(nameof(Libraries))]
    public async Task A_library_is_one_assembly_with_its_documentation(string package)
    {
        await feed.ReadyAsync();
        using var file = new PackageFile(feed.PathOf(package));

        Assert.Equal([$"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml"], file.Files.Where(name => name.StartsWith("lib/", StringComparison.Ordinal)).Order());
        using var documentation = new MemoryStream(file.Read($"lib/net10.0/{package}.xml"));
        Assert.Contains(XDocument.Load(documentation).Descendants("member"), member => member.Attribute("name")!.Value.StartsWith("T:", StringComparison.Ordinal));
    }

    [Theory(Timeout = TimeLimits.LongMilliseconds)]
    [MemberData(nameof(Libraries))]
    public async Task Its_symbols_fit_and_name_sources_by_their_place_in_the_repository(string package)
    {
        await feed.ReadyAsync();
        using var file = new PackageFile(feed.PathOf(package));
        using var symbols = new PackageFile(feed.PathOf(package, "snupkg"));
        using var assembly = file.ReadAssembly($"lib/net10.0/{package}.dll");
        using var pdb = symbols.ReadSymbols($"lib/net10.0/{package}.pdb");

        var entries = assembly.ReadDebugDirectory();
        var codeView = assembly.ReadCodeViewDebugDirectoryData(entries.Single(entry => entry.Type == DebugDirectoryEntryType.CodeView));
        var reader = pdb.GetMetadataReader();

        Assert.Contains(entries, entry => entry.Type == DebugDirectoryEntryType.Reproducible);
        Assert.StartsWith("/_", codeView.Path, StringComparison.Ordinal);
        Assert.Equal(codeView.Guid, new BlobContentId(reader.DebugMetadataHeader!.Id).Guid);
        Assert.All(reader.Documents, handle => Assert.StartsWith("/_", reader.GetString(reader.GetDocument(handle).Name), StringComparison.Ordinal));
    }

    [Fact(Timeout = TimeLimits.LongMilliseconds)]
    public async Task Packed_again_a_package_has_the_same_bytes()
    {
        await feed.ReadyAsync();
        var again = await feed.CreateFolderAsync("again");

        await (again with { Folder = Repository.PathOf("src", "Colloquy.Offline") })
            .RunAsync("bash", "-c", $"SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) dotnet pack -c Debug --no-build -p:Version={feed.Version} -p:PackageOutputPath={again.Folder}/ --nologo -v quiet");

        Assert.Equal(await File.ReadAllBytesAsync(feed.PathOf("Colloquy.Offline"), TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(again.PathOf($"Colloquy.Offline.{feed.Version}.nupkg"), TestContext.Current.CancellationToken));
    }
}
