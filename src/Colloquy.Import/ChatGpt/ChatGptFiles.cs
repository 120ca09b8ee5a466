using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Finds the files of an export of ChatGPT, whose names begin with the ids by which messages name them.</summary>
internal static class ChatGptFiles
{
    private const long MostBytes = 64 * 1024 * 1024;

    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".webp"] = "image/webp",
        [".gif"] = "image/gif",
        [".wav"] = "audio/wav",
        [".mp3"] = "audio/mpeg",
        [".pdf"] = "application/pdf",
    };

    /// <summary>Reads a file.</summary>
    /// <param name="folder">The folder of the export.</param>
    /// <param name="pointer">What a message names it, such as <c>file-service://file-17</c>.</param>
    /// <returns>The content; null when there is no such file, or it is larger than a message takes.</returns>
    public static DataContent? Read(string folder, string pointer)
    {
        var id = pointer[(pointer.LastIndexOf('/') + 1)..];
        if (id.Length == 0 || !id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            return null;

        try
        {
            var file = new DirectoryInfo(folder).EnumerateFiles($"{id}*").FirstOrDefault();
            return file is not { Length: > 0 and <= MostBytes }
                ? null
                : new DataContent(File.ReadAllBytes(file.FullName), MediaTypes.GetValueOrDefault(file.Extension, "application/octet-stream")) { Name = file.Name };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
