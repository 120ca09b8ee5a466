using System.Text;

namespace Colloquy.Encryption;

/// <summary>Reads files of keys, which nobody else may read.</summary>
internal static class KeyFiles
{
    private const UnixFileMode OpenToOthers = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const long LongestFile = 1 << 20;

    public static KeyRing Read(ReadOnlySpan<string> paths)
    {
        if (paths.IsEmpty)
            throw new ArgumentException("A ring of keys is read from at least one file.", nameof(paths));

        List<(string Text, string Location)> texts = [];
        foreach (var path in paths)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(path, nameof(paths));
            texts.Add((Read(path), $"file '{path}'"));
        }

        return new KeyRing(KeyLines.Read(texts));
    }

    private static string Read(string path)
    {
        var location = $"file '{path}'";
        if (Directory.Exists(path))
            throw new KeyFileException(location, null, "is a folder. Name the file of keys in it");

        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OpenToOthers) != 0)
                throw new KeyFileException(location, null, $"can be read or written by every user of the machine. Close it with `chmod 600 {path}`, and replace its keys if others can have read them");
            if (new FileInfo(path).Length > LongestFile)
                throw new KeyFileException(location, null, "is larger than 1 MB, and no file of keys");
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeyFileException(location, null, "is not there. Name the file of keys with which the store was made, or restore it: without its keys, nothing in the store can be read", problem);
        }
        catch (DecoderFallbackException problem)
        {
            throw new KeyFileException(location, null, "is not text in UTF-8, and no file of keys", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException(location, null, $"cannot be read: {problem.Message.TrimEnd('.')}", problem);
        }
    }
}
