using System.Collections.ObjectModel;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Makes messages storable: a model is shown the same now and after a restart.</summary>
internal static class StorableMessage
{
    /// <summary>The message as it can be stored; the very message when it is that already.</summary>
    /// <exception cref="ContentNotStorableException">It has no stored form, or is too deep, and that is refused.</exception>
    public static ChatMessage Of(ChatMessage message, StorableUse use, ref StoredOtherwise changes)
    {
        var author = LoneSurrogates.Replace(message.AuthorName, ref changes);
        var id = LoneSurrogates.Replace(message.MessageId, ref changes);
        var role = LoneSurrogates.Replace(message.Role.Value, ref changes);
        var properties = Of(message.AdditionalProperties, use, ref changes);
        var contents = Of(message.Contents, use, ref changes);
        if (ReferenceEquals(author, message.AuthorName) && ReferenceEquals(id, message.MessageId) && ReferenceEquals(role, message.Role.Value)
            && ReferenceEquals(properties, message.AdditionalProperties) && ReferenceEquals(contents, message.Contents))
        {
            return message;
        }

        var own = message.Clone();
        (own.AuthorName, own.MessageId, own.Role) = (author, id, new ChatRole(role));
        (own.AdditionalProperties, own.Contents) = (properties, contents);
        return own;
    }

    /// <summary>The message as it can be shown, without a report of the changes.</summary>
    public static ChatMessage Of(ChatMessage message)
    {
        var changes = StoredOtherwise.No;
        return Of(message, StorableUse.Shown, ref changes);
    }

    /// <summary>A tool's result as it can be stored.</summary>
    public static object? OfResult(object? result, ref StoredOtherwise changes) => result is List<AIContent> contents
        ? Of((IList<AIContent>)contents, StorableUse.Shown, ref changes)
        : StorableJson.Of(result, JsonDepth.OfValue, StorableUse.Shown, ref changes);

    /// <summary>Properties as they can be stored.</summary>
    public static AdditionalPropertiesDictionary? Of(AdditionalPropertiesDictionary? properties)
    {
        var changes = StoredOtherwise.No;
        return Of(properties, StorableUse.Shown, ref changes);
    }

    private static IList<AIContent> Of(IList<AIContent> contents, StorableUse use, ref StoredOtherwise changes)
    {
        List<AIContent>? own = null;
        for (var i = 0; i < contents.Count; i++)
        {
            var content = Of(contents[i], use, ref changes);
            if (own is null && ReferenceEquals(content, contents[i]))
                continue;

            own ??= [.. contents.Take(i)];
            if (content is not null)
                own.Add(content);
        }

        return own ?? contents;
    }

    private static AIContent? Of(AIContent content, StorableUse use, ref StoredOtherwise changes)
    {
        var own = content switch
        {
            TextContent text => Of(text, ref changes),
            TextReasoningContent reasoning => Of(reasoning, ref changes),
            FunctionCallContent call => Of(call, use, ref changes),
            FunctionResultContent result => Of(result, use, ref changes),
            _ => content,
        };
        var properties = Of(content.AdditionalProperties, use, ref changes);
        if (!ReferenceEquals(properties, content.AdditionalProperties) && (ReferenceEquals(own, content) ? Copy(content, use) : own) is { } copy)
        {
            own = copy;
            own.AdditionalProperties = properties;
        }

        // What is written is looked at by its writer.
        var isKnown = own is TextContent or TextReasoningContent or FunctionCallContent or FunctionResultContent or DataContent or UriContent or UsageContent or BlobContent or UnknownContent;
        return isKnown || use == StorableUse.Written || MessageCodec.CanWrite(own, ref changes) ? own : null;
    }

    /// <summary>A content like another, whose properties may be replaced; null when there is no making one.</summary>
    private static AIContent? Copy(AIContent content, StorableUse use) => content switch
    {
        TextContent text => Like(content, new TextContent(text.Text)),
        TextReasoningContent reasoning => Like(content, new TextReasoningContent(reasoning.Text) { ProtectedData = reasoning.ProtectedData }),
        FunctionCallContent call => Like(content, new FunctionCallContent(call.CallId, call.Name, call.Arguments) { Exception = call.Exception, InformationalOnly = call.InformationalOnly }),
        FunctionResultContent result => Like(content, new FunctionResultContent(result.CallId, result.Result) { Exception = result.Exception }),
        DataContent data => Like(content, new DataContent(data.Data, data.MediaType) { Name = data.Name }),
        UriContent link => Like(content, new UriContent(link.Uri, link.MediaType)),

        // What a model sent is nobody else's; what an application stores is the application's.
        _ => use == StorableUse.Shown ? content : null,
    };

    private static TextContent Of(TextContent content, ref StoredOtherwise changes)
    {
        var text = LoneSurrogates.Replace(content.Text, ref changes);
        return ReferenceEquals(text, content.Text) ? content : Like(content, new TextContent(text));
    }

    private static TextReasoningContent Of(TextReasoningContent content, ref StoredOtherwise changes)
    {
        var text = LoneSurrogates.Replace(content.Text, ref changes);
        var data = LoneSurrogates.Replace(content.ProtectedData, ref changes);
        return ReferenceEquals(text, content.Text) && ReferenceEquals(data, content.ProtectedData) ? content : Like(content, new TextReasoningContent(text) { ProtectedData = data });
    }

    private static FunctionCallContent Of(FunctionCallContent content, StorableUse use, ref StoredOtherwise changes)
    {
        var id = LoneSurrogates.Replace(content.CallId, ref changes);
        var name = LoneSurrogates.Replace(content.Name, ref changes);
        Dictionary<string, object?>? own = null;
        foreach (var (key, value) in content.Arguments ?? ReadOnlyDictionary<string, object?>.Empty)
        {
            var wellFormed = LoneSurrogates.Replace(key, ref changes);
            var storable = StorableJson.Of(value, JsonDepth.OfValue - 1, use, ref changes);
            if (ReferenceEquals(wellFormed, key) && ReferenceEquals(storable, value))
                continue;

            own ??= new Dictionary<string, object?>(content.Arguments!);
            if (!ReferenceEquals(wellFormed, key))
                own.Remove(key);
            own[wellFormed] = storable;
        }

        if (own is null && ReferenceEquals(id, content.CallId) && ReferenceEquals(name, content.Name))
            return content;

        return Like(content, new FunctionCallContent(id, name, own ?? content.Arguments) { Exception = content.Exception, InformationalOnly = content.InformationalOnly });
    }

    private static FunctionResultContent Of(FunctionResultContent content, StorableUse use, ref StoredOtherwise changes)
    {
        var id = LoneSurrogates.Replace(content.CallId, ref changes);
        var result = ResultContents.Of(content) is { } contents ? Of((IList<AIContent>)contents, use, ref changes) : StorableJson.Of(content.Result, JsonDepth.OfValue, use, ref changes);
        return ReferenceEquals(id, content.CallId) && ReferenceEquals(result, content.Result)
            ? content
            : Like(content, new FunctionResultContent(id, result) { Exception = content.Exception });
    }

    private static AdditionalPropertiesDictionary? Of(AdditionalPropertiesDictionary? properties, StorableUse use, ref StoredOtherwise changes)
    {
        if (properties is not { Count: > 0 })
            return properties;

        AdditionalPropertiesDictionary? own = null;
        foreach (var (key, value) in properties)
        {
            var name = LoneSurrogates.Replace(key, ref changes);
            var storable = StorableJson.Of(value, JsonDepth.OfValue, use, ref changes);
            if (ReferenceEquals(name, key) && ReferenceEquals(storable, value))
                continue;

            own ??= new AdditionalPropertiesDictionary(properties);
            if (!ReferenceEquals(name, key))
                own.Remove(key);
            own[name] = storable;
        }

        return own ?? properties;
    }

    private static TContent Like<TContent>(AIContent content, TContent own)
        where TContent : AIContent
    {
        (own.AdditionalProperties, own.Annotations, own.RawRepresentation) = (content.AdditionalProperties, content.Annotations, content.RawRepresentation);
        return own;
    }
}
