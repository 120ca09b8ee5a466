using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Brings the parts of a chat completion into the form that OpenAI's own have.</summary>
internal static class CompletionNodes
{
    /// <summary>The field under which a choice keeps a finish reason that OpenAI does not know.</summary>
    public const string OtherReason = "colloquy_finish_reason";

    /// <summary>Removes the fields around the choices that are empty or of another type, and repairs those that can be repaired.</summary>
    public static void MakeHeader(JsonObject answer)
    {
        Keep(answer, "id", WireValue.Filled(answer["id"]));
        Keep(answer, "model", WireValue.Filled(answer["model"]));
        Keep(answer, "service_tier", WireValue.Filled(answer["service_tier"]));
        Keep(answer, "system_fingerprint", WireValue.Filled(answer["system_fingerprint"]));
        Keep(answer, "object", WireValue.Filled(answer["object"]));
        if (WireValue.Seconds(answer["created"]) is { } created)
            answer["created"] = created;
        else
            answer.Remove("created");

        answer.Remove("error");
        WireNames.DropOdd(answer);
    }

    /// <summary>Returns the failure within a choice, where OpenRouter and DeepSeek report one.</summary>
    public static WireFailure? Failure(JsonObject choice)
    {
        if (WireFailure.Find(choice, hasAnswer: true) is { } failure)
            return failure;

        return WireValue.String(choice["finish_reason"]) switch
        {
            "error" or "network_error" or "abort" or "aborted" or "insufficient_system_resource" or "model_error" or "engine_overloaded" =>
                new(WireValue.Filled(choice["native_finish_reason"]) is { } native ? $"the model stopped with '{native}'" : "the model stopped before its answer was complete", WireValue.String(choice["finish_reason"]), null, null),
            _ => null,
        };
    }

    /// <summary>Returns a whole choice: its message under the role of an assistant, its calls with ids, its finish reason one of OpenAI's.</summary>
    public static JsonObject WholeChoice(JsonObject choice, Func<string> newId)
    {
        var message = choice["message"] as JsonObject ?? choice["delta"] as JsonObject ?? new JsonObject { ["content"] = choice["text"]?.DeepClone() };
        var parts = MessageParts.Take(message);
        var fields = new ProviderFields();
        fields.AddMessage(message, parts);

        var calls = new JsonArray();
        foreach (var piece in CallPiece.TakeAll(message))
        {
            fields.AddCall(calls.Count, piece.Fields);
            calls.Add((JsonNode)new JsonObject
            {
                ["id"] = piece.Id.Length > 0 ? piece.Id : newId(),
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = WireText.MakeWellFormed(piece.Name), ["arguments"] = WireText.MakeWellFormed(piece.Arguments ?? "") },
            });
        }

        message["role"] = "assistant";
        message["content"] = parts.Content is null ? null : WireText.MakeWellFormed(parts.Content);
        Keep(message, "refusal", WireValue.Filled(message["refusal"]));
        if ((parts.Reasoning ?? MessageParts.Details(message)) is { Length: > 0 } reasoning && WireValue.Filled(message["reasoning_content"]) is null && WireValue.Filled(message["reasoning"]) is null)
            message["reasoning_content"] = WireText.MakeWellFormed(reasoning);
        if (calls.Count > 0)
            message["tool_calls"] = calls;
        if (fields.ToJson() is { } kept)
            message[ProviderFields.WireName] = kept;

        DropUnreadable(message);
        var finish = FinishReasons.Read(WireValue.String(choice["finish_reason"]), calls.Count > 0);
        var whole = new JsonObject { ["index"] = 0, ["message"] = message.Parent is null ? message : message.DeepClone(), ["finish_reason"] = finish.Known ?? "stop" };
        if (finish.Other is { } other)
            whole[OtherReason] = other;
        if (LogProbabilities.Take(choice) is { } probabilities)
            whole["logprobs"] = probabilities;

        return whole;
    }

    /// <summary>Removes what the SDK knows and would not be able to read.</summary>
    public static void DropUnreadable(JsonObject message)
    {
        message.Remove("function_call");
        if (message["audio"] is not JsonObject audio || WireValue.String(audio["id"]) is null)
            message.Remove("audio");
        if (message["annotations"] is not JsonArray annotations || !annotations.All(IsCitation))
            message.Remove("annotations");

        WireNames.DropOdd(message);
    }

    public static void Keep(JsonObject json, string name, string? value)
    {
        if (value is null)
            json.Remove(name);
        else
            json[name] = value;
    }

    private static bool IsCitation(JsonNode? node) =>
        node is JsonObject annotation && WireValue.String(annotation["type"]) is not null && annotation["url_citation"] is JsonObject cited
        && WireValue.String(cited["title"]) is not null && Uri.TryCreate(WireValue.String(cited["url"]), UriKind.Absolute, out _)
        && IsPlace(cited["start_index"]) && IsPlace(cited["end_index"]);

    private static bool IsPlace(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.Number && int.TryParse(value.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
