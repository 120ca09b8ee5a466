using Microsoft.Extensions.AI;
using Sdk = OpenAI.Chat;

namespace Colloquy.Models;

/// <summary>Writes what a person sends (text, images, sound, files) as parts of a message.</summary>
internal static class CompletionParts
{
    public static List<Sdk.ChatMessageContentPart> Of(IEnumerable<AIContent> contents) =>
        [.. contents.Select(Of).OfType<Sdk.ChatMessageContentPart>()];

    private static Sdk.ChatMessageContentPart? Of(AIContent content) => content switch
    {
        TextContent { Text: "" } => null,
        TextContent text => Sdk.ChatMessageContentPart.CreateTextPart(text.Text),
        DataContent data => Of(data),
        UriContent uri when uri.HasTopLevelMediaType("image") => Sdk.ChatMessageContentPart.CreateImagePart(uri.Uri, Detail(uri)),
        HostedFileContent file => Sdk.ChatMessageContentPart.CreateFilePart(file.FileId),
        UriContent => throw Unsupported(content),

        // Results are written as messages of their own; usage, reasoning, errors and approvals are records, not input.
        _ => null,
    };

    private static Sdk.ChatMessageContentPart Of(DataContent data)
    {
        var bytes = BinaryData.FromBytes(data.Data);
        return data.MediaType.ToLowerInvariant() switch
        {
            var type when data.HasTopLevelMediaType("image") => Sdk.ChatMessageContentPart.CreateImagePart(bytes, type, Detail(data)),
            "audio/wav" or "audio/x-wav" => Sdk.ChatMessageContentPart.CreateInputAudioPart(bytes, Sdk.ChatInputAudioFormat.Wav),
            "audio/mpeg" or "audio/mp3" => Sdk.ChatMessageContentPart.CreateInputAudioPart(bytes, Sdk.ChatInputAudioFormat.Mp3),
            "application/pdf" => Sdk.ChatMessageContentPart.CreateFilePart(bytes, "application/pdf", data.Name ?? "document.pdf"),
            _ => throw Unsupported(data),
        };
    }

    private static Sdk.ChatImageDetailLevel? Detail(AIContent content) =>
        content.AdditionalProperties?.TryGetValue("detail", out var value) is true && value?.ToString() is { } level
            ? new Sdk.ChatImageDetailLevel(level)
            : default(Sdk.ChatImageDetailLevel?);

    private static UnsupportedContentException Unsupported(AIContent content) =>
        new(content, "A chat completion", "text, images (as data or links), WAV and MP3 sound, and PDF files");
}
