using System.Text;

namespace Colloquy.Postgres;

/// <summary>Bytes that are in memory while they are few, and then in a temporary file that only this process reads and that ends with it.</summary>
internal sealed class SpoolFile : IDisposable
{
    private const int MostInMemory = 1 << 20;

    private Stream _stream = new MemoryStream();

    /// <summary>Returns a writer that continues at the end.</summary>
    public BinaryWriter Append() => WriteAt(_stream.Length);

    /// <summary>Returns a writer that continues at a place. What was skipped are zeros.</summary>
    public BinaryWriter WriteAt(long place)
    {
        if (_stream is MemoryStream memory && place > MostInMemory)
        {
            _stream = CreateFile();
            using (memory)
                memory.WriteTo(_stream);
        }

        _stream.Position = place;
        return new BinaryWriter(_stream, Encoding.UTF8, leaveOpen: true);
    }

    /// <summary>Returns a reader that begins at a place.</summary>
    public BinaryReader ReadAt(long place)
    {
        _stream.Position = place;
        return new BinaryReader(_stream, Encoding.UTF8, leaveOpen: true);
    }

    public long Length => _stream.Length;

    public void Dispose() => _stream.Dispose();

    private static FileStream CreateFile()
    {
        var path = Path.Combine(Path.GetTempPath(), $"colloquy-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, Options = FileOptions.DeleteOnClose, BufferSize = 1 << 16 };
        if (OperatingSystem.IsWindows())
            return new FileStream(path, options);

        // A file without a name ends with the process, however that ends.
        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }
}
