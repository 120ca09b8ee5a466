using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The stored form of messages: the JSON of <see cref="ChatMessage"/> under registered names, with what Colloquy knows beside it.</summary>
internal static class MessageCodec
{
    private const string UnknownName = "colloquy.unknown";
    private const string BlobName = "colloquy.blob";

    private static readonly JsonSerializerOptions Options = CreateOptions();
    private static readonly JsonTypeInfo<ChatMessage> MessageInfo = (JsonTypeInfo<ChatMessage>)Options.GetTypeInfo(typeof(ChatMessage));
    private static readonly JsonTypeInfo<AIContent> ContentInfo = (JsonTypeInfo<AIContent>)Options.GetTypeInfo(typeof(AIContent));

    private static readonly HashSet<string> KnownContent =
        [.. ContentInfo.PolymorphismOptions?.DerivedTypes.Select(type => type.TypeDiscriminator?.ToString() ?? "") ?? []];

    public static void Write(Utf8JsonWriter writer, MessageBody body)
    {
        writer.WriteStartObject();
        if (body.Partial)
            writer.WriteBoolean("partial"u8, true);
        if (body.Duration is { } duration)
            writer.WriteNumber("milliseconds"u8, Math.Round(duration.TotalMilliseconds, 3));
        if (body.Error is { } error)
            writer.WriteString("error"u8, error);
        if (body.ChildSession is { } child)
            writer.WriteString("childSession"u8, child);

        if (ResultContents.IsIn(body.Message))
            writer.WriteBoolean("contents"u8, true);

        writer.WritePropertyName("message"u8);
        try
        {
            JsonSerializer.Serialize(writer, body.Message, MessageInfo);
        }
        catch (NotSupportedException e)
        {
            throw new ContentNotStorableException(e);
        }

        writer.WriteEndObject();
    }

    public static MessageBody Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            return ReadKnown(payload);
        }
        catch (JsonException) when (TryKeepUnknown(payload, out var kept))
        {
            return ReadKnown(kept);
        }
    }

    private static MessageBody ReadKnown(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        ChatMessage? message = null;
        var (partial, contents) = (false, false);
        TimeSpan? duration = null;
        string? error = null, child = null;

        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("message"u8))
            {
                // Two braces end what the message ends. Parsed by itself it is read once; a reader would look for its end first.
                if (payload is [.., (byte)'}', (byte)'}'])
                {
                    message = JsonSerializer.Deserialize(payload[(int)reader.BytesConsumed..^1], MessageInfo);
                    break;
                }

                reader.Read();
                message = JsonSerializer.Deserialize(ref reader, MessageInfo);
            }
            else if (reader.ValueTextEquals("partial"u8))
            {
                reader.Read();
                partial = reader.GetBoolean();
            }
            else if (reader.ValueTextEquals("contents"u8))
            {
                reader.Read();
                contents = reader.GetBoolean();
            }
            else if (reader.ValueTextEquals("milliseconds"u8))
            {
                reader.Read();
                duration = TimeSpan.FromMilliseconds(reader.GetDouble());
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                error = reader.GetString();
            }
            else if (reader.ValueTextEquals("childSession"u8))
            {
                reader.Read();
                child = reader.GetString();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (contents && message is not null)
            ResultContents.Restore(message, Options);
        return new MessageBody(message ?? throw new JsonException("The payload holds no message.")) { Partial = partial, Duration = duration, Error = error, ChildSession = child };
    }

    /// <summary>Wraps each content of an unknown name, so that the message can be read and the content is kept.</summary>
    private static bool TryKeepUnknown(ReadOnlySpan<byte> payload, out byte[] kept)
    {
        kept = [];
        var root = JsonNode.Parse(payload)?.AsObject();
        if (root?["message"]?["contents"] is not JsonArray contents)
            return false;

        var wrapped = false;
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] is not JsonObject content || content["$type"]?.ToString() is not { } name || KnownContent.Contains(name))
                continue;

            contents[i] = new JsonObject { ["$type"] = UnknownName, ["raw"] = content.DeepClone() };
            wrapped = true;
        }

        kept = wrapped ? JsonSerializer.SerializeToUtf8Bytes(root, Options.GetTypeInfo(typeof(JsonObject))) : [];
        return wrapped;
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions)
        {
            WriteIndented = false,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.TypeInfoResolverChain.Insert(1, LogJsonContext.Default);
        options.AddAIContentType<UnknownContent>(UnknownName);
        options.AddAIContentType<BlobContent>(BlobName);
        options.MakeReadOnly();
        return options;
    }
}
