using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Takes in what a model, a tool or a caller sends, so that it can be stored, and read back the same; says what had to be changed.</summary>
internal static class Incoming
{
    public static ChatMessage Take(ChatMessage message, string source, SessionLog log)
    {
        var changes = StoredOtherwise.No;
        var taken = StorableMessage.Of(message, StorableUse.Shown, ref changes);
        Say(changes, source, log);
        return taken;
    }

    /// <summary>Takes in a response: its messages, and the names that the log records.</summary>
    public static ChatResponse Take(ChatResponse response, string source, SessionLog log)
    {
        var changes = StoredOtherwise.No;
        List<ChatMessage>? own = null;
        for (var i = 0; i < response.Messages.Count; i++)
        {
            var taken = StorableMessage.Of(response.Messages[i], StorableUse.Shown, ref changes);
            if (!ReferenceEquals(taken, response.Messages[i]))
                (own ??= [.. response.Messages])[i] = taken;
        }

        if (own is not null)
            response.Messages = own;
        response.ModelId = LoneSurrogates.Replace(response.ModelId, ref changes);
        response.ResponseId = LoneSurrogates.Replace(response.ResponseId, ref changes);
        response.ConversationId = LoneSurrogates.Replace(response.ConversationId, ref changes);
        Say(changes, source, log);
        return response;
    }

    /// <summary>Takes in the result of a tool.</summary>
    public static object? TakeResult(object? result, string tool, SessionLog log)
    {
        var changes = StoredOtherwise.No;
        var taken = StorableMessage.OfResult(result, ref changes);

        // What a method returned was written before anybody could look: its writer leaves a trace.
        if (result is JsonElement { ValueKind: not JsonValueKind.Undefined } written && LoneSurrogates.WereReplaced(JsonMarshal.GetRawUtf8Value(written)))
            changes |= StoredOtherwise.Text;
        Say(changes, $"tool '{tool}'", log);
        return taken;
    }

    private static void Say(StoredOtherwise changes, string source, SessionLog log)
    {
        if (changes != StoredOtherwise.No)
            WriterLog.StoredOtherwise(log.Logger, source, log.Key, changes);
    }
}
