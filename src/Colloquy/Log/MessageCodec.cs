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

    /// <summary>Writes a message.</summary>
    /// <returns>Whether U+FFFD stands in place of text that JSON cannot hold, where the written JSON does not show it.</returns>
    /// <param name="writer">Where to.</param>
    /// <param name="body">The message.</param>
    /// <param name="usesWriter">Whether what most messages are is written without the serializer.</param>
    /// <exception cref="ContentNotStorableException">It has no stored form, or is too deep.</exception>
    public static bool Write(Utf8JsonWriter writer, MessageBody body, bool usesWriter = true)
    {
        var changes = StoredOtherwise.No;
        var isWithheld = body.IsWithheld;
        var message = StorableMessage.Of(isWithheld ? TransientMessages.Stored(body.Message) : body.Message, StorableUse.Written, ref changes);
        writer.WriteStartObject();
        if (isWithheld)
            writer.WriteBoolean("withheld"u8, true);
        if (body.Partial)
            writer.WriteBoolean("partial"u8, true);
        if (body.Duration is { } duration)
            writer.WriteNumber("milliseconds"u8, Math.Round(duration.TotalMilliseconds, 3));
        if (body.Error is { } error)
            writer.WriteString("error"u8, error);
        if (body.ChildSession is { } child)
            writer.WriteString("childSession"u8, child);

        if (body.Placeholder)
            writer.WriteBoolean("placeholder"u8, true);
        if (body.Outcome is { } outcome)
            writer.WriteNumber("outcome"u8, outcome.Value);

        if (ResultContents.IsIn(message))
            writer.WriteBoolean("contents"u8, true);

        writer.WritePropertyName("message"u8);
        try
        {
            if (!usesWriter || !MessageWriter.TryWrite(writer, message))
                JsonSerializer.Serialize(writer, message, MessageInfo);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or ArgumentException or InvalidOperationException)
        {
            throw ContentNotStorableException.NoForm(e);
        }

        writer.WriteEndObject();
        return changes.HasFlag(StoredOtherwise.Text);
    }

    /// <summary>Whether a content of whatever type has a stored form.</summary>
    public static bool CanWrite(AIContent content, ref StoredOtherwise changes)
    {
        using var buffer = PayloadBuffer.Rent();
        try
        {
            JsonSerializer.Serialize(buffer.Writer, content, ContentInfo);
            if (JsonDepth.Fits(buffer.ToArray(), JsonDepth.OfValue))
                return true;
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or ArgumentException or InvalidOperationException)
        {
            // Said by whoever asks.
        }

        changes |= StoredOtherwise.Form;
        return false;
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="JsonException">It is not what <see cref="Write"/> writes. Other exceptions of the serializer are possible.</exception>
    public static MessageBody Read(ReadOnlySpan<byte> payload)
    {
        // Most messages stand alone.
        var begin = "{\"message\":"u8;
        if (!payload.StartsWith(begin) || payload[^1] != (byte)'}')
            return Read(payload, usesReader: true);

        return MessageReader.TryRead(payload[begin.Length..^1]) is { } message ? new MessageBody(message) : Read(payload, usesReader: false);
    }

    /// <summary>Reads a message with the serializer, as a test wants it, or with the reader for what it can read.</summary>
    internal static MessageBody Read(ReadOnlySpan<byte> payload, bool usesReader)
    {
        try
        {
            return ReadKnown(payload, usesReader);
        }
        catch (JsonException) when (TryKeepUnknown(payload, out var kept))
        {
            return ReadKnown(kept, usesReader);
        }
    }

    private static MessageBody ReadKnown(ReadOnlySpan<byte> payload, bool usesReader)
    {
        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = JsonDepth.OfStored });
        ChatMessage? message = null;
        var (partial, contents, placeholder, withheld) = (false, false, false, false);
        Position? outcome = null;
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
                    var json = payload[(int)reader.BytesConsumed..^1];
                    message = (usesReader ? MessageReader.TryRead(json) : null) ?? JsonSerializer.Deserialize(json, MessageInfo);
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
            else if (reader.ValueTextEquals("withheld"u8))
            {
                reader.Read();
                withheld = reader.GetBoolean();
            }
            else if (reader.ValueTextEquals("contents"u8))
            {
                reader.Read();
                contents = reader.GetBoolean();
            }
            else if (reader.ValueTextEquals("placeholder"u8))
            {
                reader.Read();
                placeholder = reader.GetBoolean();
            }
            else if (reader.ValueTextEquals("outcome"u8))
            {
                reader.Read();
                outcome = new Position(reader.GetInt64());
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
        if (withheld && message is not null)
            TransientMessages.MarkRead(message);
        return new MessageBody(message ?? throw new JsonException("The payload holds no message.")) { Partial = partial, Duration = duration, Error = error, ChildSession = child, Placeholder = placeholder, Outcome = outcome };
    }

    /// <summary>Wraps each content of an unknown name, so that the message can be read and the content is kept.</summary>
    private static bool TryKeepUnknown(ReadOnlySpan<byte> payload, out byte[] kept)
    {
        kept = [];
        var root = JsonNode.Parse(payload, documentOptions: JsonDepth.Stored)?.AsObject();
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
            MaxDepth = JsonDepth.OfStored,
        };
        options.TypeInfoResolverChain.Insert(1, LogJsonContext.Default);
        options.AddAIContentType<UnknownContent>(UnknownName);
        options.AddAIContentType<BlobContent>(BlobName);
        options.MakeReadOnly();
        return options;
    }
}
