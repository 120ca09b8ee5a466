using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Maps images, sounds and files. What cannot be mapped is null, and kept as it is by the caller.</summary>
internal static class MediaMapper
{
    public static AIContent? Map(JsonElement part)
    {
        var (content, rest) = part.Text("type") switch
        {
            "image_url" when part.IsObject("image_url", out var image) => (OfLink(image.Text("url"), "image/*"), Properties.Rest(image, "url")),
            "image_url" => (OfLink(part.Text("image_url"), "image/*"), Properties.Rest(part, "type", "image_url")),
            "input_image" => (OfLink(part.Text("image_url"), "image/*") ?? (AIContent?)OfHosted(part.Text("file_id")), Properties.Rest(part, "type", "image_url", "file_id")),
            "input_audio" when part.IsObject("input_audio", out var audio) => (OfBase64(audio.Text("data"), audio.Text("format") == "mp3" ? "audio/mpeg" : $"audio/{audio.Text("format") ?? "wav"}"), null),
            "file" when part.IsObject("file", out var file) => (OfFile(file), Properties.Rest(file, "file_data", "file_id", "filename", "file_url")),
            "input_file" => (OfFile(part), Properties.Rest(part, "type", "file_data", "file_id", "filename", "file_url")),
            "image" or "document" when part.IsObject("source", out var source) => (OfSource(source, part.Text("type") == "image" ? "image/*" : "application/pdf"), Properties.Rest(part, "type", "source")),
            _ => (null, null),
        };
        if (content is not null && rest is not null)
            content.AdditionalProperties = rest;
        return content;
    }

    /// <summary>A link, or the data that it contains.</summary>
    public static AIContent? OfLink(string? link, string mediaType)
    {
        if (string.IsNullOrEmpty(link))
            return null;

        try
        {
            return link.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? new DataContent(link) : Uri.TryCreate(link, UriKind.Absolute, out var uri) ? new UriContent(uri, mediaType) : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Data in Base64.</summary>
    public static AIContent? OfBase64(string? data, string? mediaType)
    {
        var bytes = new byte[((data?.Length ?? 0) * 3 / 4) + 3];
        return data is not null && mediaType is not null && Convert.TryFromBase64String(data, bytes, out var length) ? Data(bytes.AsMemory(0, length), mediaType) : null;
    }

    private static DataContent? Data(ReadOnlyMemory<byte> bytes, string mediaType)
    {
        try
        {
            return new DataContent(bytes, mediaType);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static HostedFileContent? OfHosted(string? id) => string.IsNullOrEmpty(id) ? null : new HostedFileContent(id);

    private static AIContent? OfFile(JsonElement file)
    {
        var content = OfLink(file.Text("file_data"), "application/octet-stream") ?? OfLink(file.Text("file_url"), "application/octet-stream") ?? (AIContent?)OfHosted(file.Text("file_id"));
        if (file.Text("filename") is not { } name)
            return content;

        if (content is DataContent data)
            data.Name = name;
        else if (content is HostedFileContent hosted)
            hosted.Name = name;
        else if (content is not null)
            (content.AdditionalProperties ??= [])["filename"] = name;
        return content;
    }

    private static AIContent? OfSource(JsonElement source, string mediaType) => source.Text("type") switch
    {
        "base64" => OfBase64(source.Text("data"), source.Text("media_type")),
        "url" => OfLink(source.Text("url"), mediaType),
        "file" => OfHosted(source.Text("file_id")),
        "text" when source.Text("data") is { } text => Data(Encoding.UTF8.GetBytes(text), source.Text("media_type") ?? "text/plain"),
        _ => null,
    };
}
