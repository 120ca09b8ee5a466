using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Hashes what a source says, message by message, so that an import can tell a source that has grown from one that was changed.</summary>
/// <remarks>It covers who said what, calls and results: what later versions of this package may map in another way is left out.</remarks>
internal static class ItemChain
{
    /// <summary>The chain before the first message of a branch.</summary>
    public static Digest Seed(ImportFormat format, string conversation, string branch) => Digest.Of(Encoding.UTF8.GetBytes($"{format}\n{conversation}\n{branch}"));

    public static Digest Next(Digest chain, ImportedItem item)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        chain.CopyTo(buffer.GetSpan(Digest.Size));
        buffer.Advance(Digest.Size);
        Add(buffer, item.Message.Role.Value);
        foreach (var content in item.Message.Contents)
            Add(buffer, content);
        return Digest.Of(buffer.WrittenSpan);
    }

    private static void Add(ArrayBufferWriter<byte> buffer, AIContent content)
    {
        switch (content)
        {
            case TextContent text: Add(buffer, "text", text.Text); break;
            case TextReasoningContent reasoning: Add(buffer, "reasoning", reasoning.Text); break;
            case FunctionCallContent call: Add(buffer, "call", call.CallId, call.Name); break;
            case FunctionResultContent result: Add(buffer, "result", result.CallId, (result.Result as string) ?? (result.Result as JsonElement?)?.GetRawText()); break;
            case DataContent data: Add(buffer, "data", data.MediaType, Digest.Of(data.Data.Span).ToString()); break;
            case UriContent link: Add(buffer, "uri", link.Uri.ToString()); break;
            default: Add(buffer, content.GetType().Name); break;
        }
    }

    private static void Add(ArrayBufferWriter<byte> buffer, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            Encoding.UTF8.GetBytes(text ?? "", buffer);
            buffer.Write("\0"u8);
        }
    }
}
