using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a log holds, without personal data.</summary>
internal static class RedactedEntries
{
    public static SessionRecord Of(SessionRecord record, PersonalDataRedaction redaction) => record with
    {
        Key = new SessionKey(redaction.Redact(record.Key.Id), record.Key.User is { } user ? redaction.Redact(user) : null, redaction.Redact(record.Key.App)),
        Branch = redaction.Redact(record.Branch),
        Details = record.Details with
        {
            Title = record.Details.Title is { } title ? redaction.Redact(title) : null,
            Metadata = record.Details.Metadata.ToDictionary(pair => pair.Key, pair => redaction.Redact(pair.Value), StringComparer.Ordinal),
        },
    };

    public static EntryBody Of(EntryBody body, PersonalDataRedaction? redaction) => redaction is null ? body : body switch
    {
        MessageBody said => said with { Message = Of(said.Message, redaction), Error = said.Error is { } error ? redaction.Redact(error) : null },
        TurnEndBody { ErrorMessage: { } problem } ended => ended with { ErrorMessage = redaction.Redact(problem) },
        _ => body,
    };

    private static ChatMessage Of(ChatMessage message, PersonalDataRedaction redaction)
    {
        var redacted = RedactedMessage.Of(message, redaction.Redact).Clone();
        redacted.Contents = [.. redacted.Contents.Select(content => Of(content, redaction))];
        if (message.AdditionalProperties is { } properties)
            redacted.AdditionalProperties = new AdditionalPropertiesDictionary(properties.ToDictionary(pair => pair.Key, pair => RedactedMessage.OfValue(pair.Value, redaction.Redact), StringComparer.OrdinalIgnoreCase));
        return redacted;
    }

    /// <summary>What is only shown here, and goes back to no model: signed thoughts, and the names of files.</summary>
    private static AIContent Of(AIContent content, PersonalDataRedaction redaction) => content switch
    {
        TextReasoningContent { ProtectedData: not null } thought => new TextReasoningContent(redaction.Redact(thought.Text ?? "")),
        DataContent { Name: { } name } data => new DataContent(data.Data, data.MediaType) { Name = redaction.Redact(name) },
        BlobContent { Name: { } name } blob => new BlobContent { Hash = blob.Hash, MediaType = blob.MediaType, Name = redaction.Redact(name) },
        UriContent link when redaction.Redact(link.Uri.OriginalString) is var address && address != link.Uri.OriginalString => new TextContent(address),
        UnknownContent unknown => new UnknownContent((JsonElement)RedactedMessage.OfValue(unknown.Raw, redaction.Redact)!),
        _ => content,
    };
}
