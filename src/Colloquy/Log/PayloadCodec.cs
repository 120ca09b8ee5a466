using System.Text.Json;

namespace Colloquy;

/// <summary>Turns bodies into the bytes of payloads and back.</summary>
internal static class PayloadCodec
{
    public static byte[] Encode(EntryBody body) => Encode(body, out _);

    /// <summary>Makes the bytes of a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isReplaced">Whether U+FFFD stands in place of text that JSON cannot hold.</param>
    /// <exception cref="ContentNotStorableException">It has no stored form, or is too deep.</exception>
    public static byte[] Encode(EntryBody body, out bool isReplaced)
    {
        isReplaced = false;
        byte[] payload;
        try
        {
            payload = Write(body, ref isReplaced);
        }
        catch (InvalidOperationException e)
        {
            throw ContentNotStorableException.TooDeep($"The {body.Kind} entry", e);
        }

        if (!JsonDepth.Fits(payload, JsonDepth.OfPayload))
            throw ContentNotStorableException.TooDeep($"The {body.Kind} entry");

        isReplaced |= LoneSurrogates.WereReplaced(payload);
        return payload;
    }

    private static byte[] Write(EntryBody body, ref bool isReplaced)
    {
        using var buffer = PayloadBuffer.Rent();
        var writer = buffer.Writer;
        switch (body)
        {
            case MessageBody message: isReplaced = MessageCodec.Write(writer, message); break;
            case TurnStartBody start: JsonSerializer.Serialize(writer, start, LogJsonContext.Default.TurnStartBody); break;
            case TurnEndBody end: JsonSerializer.Serialize(writer, end, LogJsonContext.Default.TurnEndBody); break;
            case ModelCallBody call: JsonSerializer.Serialize(writer, call.Options is { } options ? call with { Options = Storable(options, ref isReplaced) } : call, LogJsonContext.Default.ModelCallBody); break;
            case StateBody state: JsonSerializer.Serialize(writer, state.Value is { } value ? state with { Value = Storable(value, ref isReplaced) } : state, LogJsonContext.Default.StateBody); break;
            case ScopedStateBody scoped: JsonSerializer.Serialize(writer, scoped.Value is { } set ? scoped with { Value = Storable(set, ref isReplaced) } : scoped, LogJsonContext.Default.ScopedStateBody); break;
            case HeadMoveBody move: JsonSerializer.Serialize(writer, move, LogJsonContext.Default.HeadMoveBody); break;
            case SummaryBody summary: JsonSerializer.Serialize(writer, summary, LogJsonContext.Default.SummaryBody); break;
            case ImportanceBody importance: JsonSerializer.Serialize(writer, importance, LogJsonContext.Default.ImportanceBody); break;
            case ApprovalRequestBody request: JsonSerializer.Serialize(writer, request.Arguments is { } arguments ? request with { Arguments = Storable(arguments, ref isReplaced) } : request, LogJsonContext.Default.ApprovalRequestBody); break;
            case ApprovalAnswerBody answer: JsonSerializer.Serialize(writer, answer, LogJsonContext.Default.ApprovalAnswerBody); break;
            case TurnResumeBody resume: JsonSerializer.Serialize(writer, resume, LogJsonContext.Default.TurnResumeBody); break;
            case BranchBody branch: JsonSerializer.Serialize(writer, branch, LogJsonContext.Default.BranchBody); break;
            case LifecycleBody lifecycle: JsonSerializer.Serialize(writer, lifecycle, LogJsonContext.Default.LifecycleBody); break;
            case HandoffBody handoff: JsonSerializer.Serialize(writer, handoff, LogJsonContext.Default.HandoffBody); break;
            case PruneBody prune: JsonSerializer.Serialize(writer, prune, LogJsonContext.Default.PruneBody); break;
            case SignatureBody signature: JsonSerializer.Serialize(writer, signature, LogJsonContext.Default.SignatureBody); break;
            case AuditBody audit: JsonSerializer.Serialize(writer, audit, LogJsonContext.Default.AuditBody); break;
            case UnknownBody unknown: unknown.Raw.WriteTo(writer); break;
            default: throw new ArgumentException($"No stored form is known for {body.GetType().Name}.", nameof(body));
        }

        return buffer.ToArray();
    }

    private static JsonElement Storable(JsonElement element, ref bool isReplaced)
    {
        var changes = StoredOtherwise.No;
        var storable = StorableJson.Of(element, ref changes);
        isReplaced |= changes != StoredOtherwise.No;
        return storable;
    }

    public static EntryBody Decode(EntryKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind == EntryKind.Message)
            return MessageCodec.Read(payload);
        if (kind == EntryKind.TurnStart)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.TurnStartBody)!;
        if (kind == EntryKind.TurnEnd)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.TurnEndBody)!;
        if (kind == EntryKind.ModelCall)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.ModelCallBody)!;
        if (kind == EntryKind.State)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.StateBody)!;
        if (kind == EntryKind.ScopedState)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.ScopedStateBody)!;
        if (kind == EntryKind.HeadMove)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.HeadMoveBody)!;
        if (kind == EntryKind.Summary)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.SummaryBody)!;
        if (kind == EntryKind.Importance)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.ImportanceBody)!;
        if (kind == EntryKind.ApprovalRequest)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.ApprovalRequestBody)!;
        if (kind == EntryKind.ApprovalAnswer)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.ApprovalAnswerBody)!;
        if (kind == EntryKind.TurnResume)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.TurnResumeBody)!;
        if (kind == EntryKind.Branch)
            return BranchReader.TryRead(payload) ?? JsonSerializer.Deserialize(payload, LogJsonContext.Default.BranchBody)!;
        if (kind == EntryKind.Lifecycle)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.LifecycleBody)!;
        if (kind == EntryKind.Handoff)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.HandoffBody)!;
        if (kind == EntryKind.Prune)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.PruneBody)!;
        if (kind == EntryKind.Signature)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.SignatureBody)!;
        if (kind == EntryKind.Audit)
            return JsonSerializer.Deserialize(payload, LogJsonContext.Default.AuditBody)!;

        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = JsonDepth.OfStored });
        return new UnknownBody(kind, JsonElement.ParseValue(ref reader));
    }
}
