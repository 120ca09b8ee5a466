using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Colloquy.Cli;

/// <summary>The files that documents are written to and read from; those whose name ends in <c>.gz</c> are compressed.</summary>
internal static class DocumentFile
{
    private const int LongestHeader = 1 << 20;

    /// <summary>Writes a file, which is there under its name only when it is whole. A device or a pipe is written to, and a link leads to the file that is replaced.</summary>
    public static async Task WriteAsync(string path, bool replaces, Func<Stream, Task> write)
    {
        if (OpenDevice(path) is { } device)
        {
            await using (device)
            await using (var stream = IsCompressed(path) ? new GZipStream(device, CompressionLevel.Optimal) : (Stream)device)
                await write(stream).ConfigureAwait(false);
            return;
        }

        if (!replaces && Path.Exists(path))
            throw new CliException(ExitCode.Usage, $"There is a file '{path}' already. Name another, or add --force to replace it.");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new CliException(ExitCode.Error, $"The file '{path}' cannot be written: there is no folder '{folder}'. Create it first.");

        var unfinished = "";
        try
        {
            var target = new FileInfo(path).LinkTarget is null ? Path.GetFullPath(path) : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            unfinished = $"{target}.{Path.GetRandomFileName()}.part";
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            await using (var stream = IsCompressed(path) ? new GZipStream(file, CompressionLevel.Optimal) : (Stream)file)
                await write(stream).ConfigureAwait(false);
            File.Move(unfinished, target, replaces);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Remove(unfinished);
            throw new CliException(ExitCode.Error, $"The file '{path}' cannot be written: {(unfinished.Length > 0 ? problem.Message.Replace(unfinished, path, StringComparison.Ordinal) : problem.Message)}");
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

    /// <summary>Reads whose conversation a document holds; null when its first line does not say.</summary>
    /// <returns>The key, and the document from its beginning.</returns>
    public static async Task<(SessionKey? Key, Stream Document)> ReadKeyAsync(Stream document, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(document, new StreamPipeReaderOptions(leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var end = read.Buffer.PositionOf((byte)'\n');
            var isAll = end is not null || read.IsCompleted || read.Buffer.Length > LongestHeader;
            var key = isAll ? KeyIn(read.Buffer.Slice(0, end ?? read.Buffer.End).ToArray()) : null;
            reader.AdvanceTo(read.Buffer.Start, isAll ? read.Buffer.Start : read.Buffer.End);
            if (isAll)
                return (key, reader.AsStream());
        }
    }

    private static SessionKey? KeyIn(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var header = JsonDocument.Parse(line.Span.StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..] : line);
            return new SessionKey(Text(header, "id"), UserText.Read(Text(header, "user")), Text(header, "app"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or InvalidKeyException)
        {
            // The import says what is wrong with the line.
            return null;
        }
    }

    private static string Text(JsonDocument header, string name) => header.RootElement.GetProperty(name).GetString() ?? "";

    /// <summary>Opens what is no file that can be replaced: a device, or a pipe. Null for a file, a folder, and for what is not there.</summary>
    private static FileStream? OpenDevice(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows() || !File.Exists(path))
                return null;

            // Opened without being cut: it stays as it is when it is a file.
            var opened = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            if (!opened.CanSeek || Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal))
                return opened;

            opened.Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
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
