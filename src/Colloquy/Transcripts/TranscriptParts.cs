using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Takes messages apart, for people to read.</summary>
internal static class TranscriptParts
{
    private static readonly JsonSerializerOptions Indented = CreateOptions();

    public static List<TranscriptPart> Of(MessageBody body)
    {
        if (body.IsWithheld)
            return [];

        List<TranscriptPart> parts = new(body.Message.Contents.Count);
        foreach (var content in body.Message.Contents)
            Add(content, body, parts);
        return parts;
    }

    private static void Add(AIContent content, MessageBody body, List<TranscriptPart> parts)
    {
        switch (content)
        {
            case TextContent text when parts.Count > 0 && parts[^1] is TranscriptPart.Text before:
                parts[^1] = new TranscriptPart.Text(before.Value + text.Text);
                break;

            case TextContent text:
                parts.Add(new TranscriptPart.Text(text.Text ?? ""));
                break;

            case TextReasoningContent thought:
                parts.Add(new TranscriptPart.Reasoning(thought.Text is { Length: > 0 } read ? read : "(not readable: the service keeps it to itself)"));
                break;

            case FunctionCallContent call:
                parts.Add(new TranscriptPart.Call(call.Name, call.CallId, ToolArguments.Write(call.Arguments) is { } arguments ? Indent(arguments) : null));
                break;

            case FunctionResultContent result:
                parts.Add(new TranscriptPart.Result(result.CallId, body.Duration, body.ChildSession));
                AddResult(result, parts);
                if (body.Error is { } problem)
                    parts.Add(new TranscriptPart.Error(problem));
                break;

            case ErrorContent error:
                parts.Add(new TranscriptPart.Error(error.Message ?? ""));
                break;

            case BlobContent blob:
                parts.Add(new TranscriptPart.Attachment(blob.Name ?? "without a name", blob.MediaType, Bytes: null, blob.Hash.ToString()));
                break;

            case UriContent link:
                parts.Add(new TranscriptPart.Attachment(link.Uri.ToString(), link.MediaType, Bytes: null, Hash: null));
                break;

            case DataContent data:
                parts.Add(new TranscriptPart.Attachment(data.Name ?? "without a name", data.MediaType, data.Data.Length, Digest.Of(data.Data.Span).ToString()));
                break;

            case UnknownContent unknown:
                parts.Add(new TranscriptPart.Data(Indent(unknown.Raw)));
                break;

            default:
                parts.Add(new TranscriptPart.Data(Show(content)));
                break;
        }
    }

    private static void AddResult(FunctionResultContent result, List<TranscriptPart> parts)
    {
        if (ResultContents.Of(result) is { } contents)
        {
            foreach (var content in contents)
            {
                if (content is TextContent text)
                    parts.Add(new TranscriptPart.Data(text.Text ?? ""));
                else
                    Add(content, new MessageBody(new ChatMessage()), parts);
            }

            return;
        }

        parts.Add(new TranscriptPart.Data(result.Result switch
        {
            null => "(nothing)",
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
            JsonElement json => Indent(json),
            var other => Indent(JsonSerializer.SerializeToElement(other, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)))),
        }));
    }

    private static string Show(AIContent content)
    {
        try
        {
            return JsonSerializer.Serialize(content, Indented.GetTypeInfo(typeof(AIContent)));
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            return content.GetType().Name;
        }
    }

    private static string Indent(JsonElement json) => JsonSerializer.Serialize(json, Indented.GetTypeInfo(typeof(JsonElement)));

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = JsonDepth.OfStored };
        options.MakeReadOnly();
        return options;
    }
}
