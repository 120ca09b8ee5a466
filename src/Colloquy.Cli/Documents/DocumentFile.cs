using System.IO.Compression;
using System.Text;

namespace Colloquy.Cli;

/// <summary>The files that documents are written to and read from; those whose name ends in <c>.gz</c> are compressed.</summary>
internal static class DocumentFile
{
    /// <summary>Writes a file, which is there under its name only when it is whole.</summary>
    public static async Task WriteAsync(string path, bool replaces, Func<Stream, Task> write)
    {
        if (!replaces && Path.Exists(path))
            throw new CliException(ExitCode.Usage, $"There is a file '{path}' already. Name another, or add --force to replace it.");

        var unfinished = $"{path}.{Path.GetRandomFileName()}.part";
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            await using (var stream = IsCompressed(path) ? new GZipStream(file, CompressionLevel.Optimal) : (Stream)file)
                await write(stream).ConfigureAwait(false);
            File.Move(unfinished, path, replaces);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Remove(unfinished);
            throw new CliException(ExitCode.Error, $"The file '{path}' cannot be written: {problem.Message}");
        }
        catch
        {
            Remove(unfinished);
            throw;
        }
    }

    public static Stream OpenRead(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return IsCompressed(path) ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException(ExitCode.NotFound, $"There is no file '{path}'.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Error, $"The file '{path}' cannot be read: {problem.Message}");
        }
    }

    private static void Remove(string path)
    {
        if (File.Exists(path))
            File.Delete(path);
    }

    private static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Writes the UTF-8 that it is given to where the program's output goes.</summary>
internal sealed class OutputStream(TextWriter output) : MemoryStream
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var text = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        output.Write(text, 0, _decoder.GetChars(buffer, text, flush: false));
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() => output.Flush();
}
