using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Colloquy.Packages.Tests;

/// <summary>A package as a file, with what its manifest says.</summary>
internal sealed class PackageFile : IDisposable
{
    private readonly ZipArchive _archive;

    public PackageFile(string path)
    {
        _archive = ZipFile.OpenRead(path);
        using var stream = _archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        Manifest = XDocument.Load(stream).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    public XElement Manifest { get; }

    public IEnumerable<string> Files => _archive.Entries.Select(entry => entry.FullName);

    public XElement? Element(string name) => Manifest.Elements().SingleOrDefault(element => element.Name.LocalName == name);

    public string Value(string name) => Element(name)?.Value ?? "";

    public byte[] Read(string file)
    {
        using var stream = _archive.GetEntry(file)?.Open() ?? throw new InvalidOperationException($"The package has no {file}. It has:\n{string.Join('\n', Files)}");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public PEReader ReadAssembly(string file) => new([.. Read(file)]);

    public MetadataReaderProvider ReadSymbols(string file) => MetadataReaderProvider.FromPortablePdbImage([.. Read(file)]);

    public void Dispose() => _archive.Dispose();
}
