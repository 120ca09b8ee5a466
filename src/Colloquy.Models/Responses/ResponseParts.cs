using Microsoft.Extensions.AI;
using OpenAI.Responses;

namespace Colloquy.Models;

/// <summary>Writes what a person sends (text, images, files) as parts of a message item.</summary>
internal static class ResponseParts
{
    public static List<ResponseContentPart> Of(IEnumerable<AIContent> contents) =>
        [.. contents.Select(Of).OfType<ResponseContentPart>()];

    private static ResponseContentPart? Of(AIContent content) => content switch
    {
        TextContent { Text: "" } => null,
        TextContent text => ResponseContentPart.CreateInputTextPart(text.Text),
        DataContent data when data.HasTopLevelMediaType("image") =>
            ResponseContentPart.CreateInputImagePart(BinaryData.FromBytes(data.Data, data.MediaType), Detail(data)),
        DataContent { MediaType: "application/pdf" } data =>
            ResponseContentPart.CreateInputFilePart(BinaryData.FromBytes(data.Data), data.MediaType, data.Name ?? "document.pdf"),
        UriContent uri when uri.HasTopLevelMediaType("image") => ResponseContentPart.CreateInputImagePart(uri.Uri, Detail(uri)),
        UriContent uri => ResponseContentPart.CreateInputFilePart(uri.Uri),
        HostedFileContent file when file.HasTopLevelMediaType("image") => ResponseContentPart.CreateInputImagePart(file.FileId),
        HostedFileContent file => ResponseContentPart.CreateInputFilePart(file.FileId),
        DataContent => throw new UnsupportedContentException(content, "A response", "text, images and files (as links or hosted), and PDF data"),

        // Results are written as items of their own; usage, reasoning, errors and approvals are records, not input.
        _ => null,
    };

    private static ResponseImageDetailLevel? Detail(AIContent content) =>
        content.AdditionalProperties?.TryGetValue("detail", out var value) is true && value?.ToString() is { } level
            ? new ResponseImageDetailLevel(level)
            : default(ResponseImageDetailLevel?);
}
