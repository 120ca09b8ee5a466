using System.Text;

namespace Colloquy.Testing;

/// <summary>Reads and writes the file of a cassette, and says what is wrong with it.</summary>
internal static class CassetteStorage
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the text of the file; null when there is none.</summary>
    /// <exception cref="CassetteFormatException">The file cannot be read, or is not text.</exception>
    public static string? Read(string path)
    {
        if (Directory.Exists(path))
            throw new CassetteFormatException(path, 1, "There is a folder where the cassette should be. Remove the folder, or set another path in UseCassette.") { IsDamage = false };
        if (!File.Exists(path))
            return null;

        try
        {
            return File.ReadAllText(path, s_strict);
        }
        catch (DecoderFallbackException error)
        {
            throw new CassetteFormatException(path, 1, "The file is not a cassette: it is not text in UTF-8. Restore it from version control, or move it away and record the conversation again.", error) { IsDamage = false };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CassetteFormatException(path, 1, $"The cassette cannot be read: {error.Message.TrimEnd('.')}. Make it readable, or set another path in UseCassette.", error) { IsDamage = false };
        }
    }

    /// <summary>Makes sure that the file can be written, before models are called whose answers would be lost.</summary>
    /// <exception cref="CassetteNotWrittenException">It cannot be.</exception>
    public static void EnsureWritable(string path)
    {
        // The folders that are missing are created with the file.
        var folder = Path.GetDirectoryName(path)!;
        while (!Path.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
            folder = above;
        Try(path, () =>
        {
            var probe = Path.Combine(folder, $".{Path.GetRandomFileName()}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }
        });
    }

    /// <summary>Writes the file whole, and in place of the old one at once.</summary>
    /// <exception cref="CassetteNotWrittenException">It cannot be written.</exception>
    public static void Write(string path, string text) => Try(path, () =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    });

    private static void Try(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CassetteNotWrittenException(path, $"The cassette '{path}' cannot be written: {error.Message.TrimEnd('.')}. Make its folder writable, or set another path in UseCassette.", error);
        }
    }
}
