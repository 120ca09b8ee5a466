using System.Globalization;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>What a service says of a failure, in whatever form.</summary>
internal sealed record WireFailure(string? Message, string? Code, string? Type, int? Status)
{
    private const int LongestMessage = 4000;

    private static readonly string[] s_messages = ["message", "detail", "details", "msg", "error_msg", "error_message", "errorMessage", "error_description", "status_msg", "title", "Message"];
    private static readonly string[] s_codes = ["code", "error_code", "errorCode", "status_code", "statusCode", "__type"];

    /// <summary>Returns the failure that a body reports; null when it reports none.</summary>
    /// <param name="body">The body, or one event's data.</param>
    /// <param name="hasAnswer">Whether it holds an answer: then only what is called an error is one.</param>
    public static WireFailure? Find(JsonNode? body, bool hasAnswer)
    {
        if (body is JsonArray { Count: > 0 } list)
            return Find(list[0], hasAnswer);
        if (body is not JsonObject json)
            return null;

        return json["error"] switch
        {
            JsonObject { Count: > 0 } error => OfError(error, json),
            JsonArray { Count: > 0 } errors => Find(new JsonObject { ["error"] = errors[0]?.DeepClone() }, hasAnswer),
            JsonValue error when WireValue.String(error) is { Length: > 0 } text => OfText(text, json),
            JsonValue error when WireValue.IsTrue(error) => OfBody(json),
            _ when WireValue.String(json["object"]) == "error" || WireValue.String(json["type"]) == "error" => OfBody(json),
            _ when !hasAnswer => OfBody(json) is { Message: not null } failure ? failure : null,
            _ => null,
        };
    }

    public ModelFailedException ToException(WireCall call, string? responseId) =>
        new(Hide(Code ?? Type, call), Hide(Message, call), responseId, Hide(Type, call), Status);

    /// <summary>Returns the same without secrets, and cut to a length that fits in a message.</summary>
    public WireFailure Hide(WireCall call) => new(Hide(Message, call), Hide(Code, call), Hide(Type, call), Status);

    private static string? Hide(string? text, WireCall call) =>
        call.Secrets.Hide(text) is not { } hidden ? null : hidden.Length <= LongestMessage ? hidden : hidden[..LongestMessage] + "…";

    private static WireFailure OfError(JsonObject error, JsonObject body)
    {
        var message = First(error, s_messages) ?? Nested(error["error"]) ?? First(body, s_messages);

        // OpenRouter says only that the provider returned an error, and puts what that one said beside it.
        if (WireValue.String((error["metadata"] as JsonObject)?["raw"]) is { Length: > 0 } raw && message?.Contains(raw, StringComparison.Ordinal) is not true)
            message = message is null ? raw : $"{message.TrimEnd('.')}: {raw}";

        var status = StatusIn(error) ?? StatusIn(body);
        var code = First(error, s_codes) ?? First(body, s_codes);
        return new WireFailure(message ?? WireNode.Text(error), code, Word(error["type"]) ?? Word(error["status"]) ?? Word(body["error_type"]), status);
    }

    private static WireFailure OfText(string error, JsonObject body) => First(body, s_messages) is { } message
        ? new(message, First(body, s_codes) ?? error, null, StatusIn(body))
        : new(error, First(body, s_codes), null, StatusIn(body));

    private static WireFailure OfBody(JsonObject body)
    {
        // MiniMax reports success, too, under this name.
        var told = body["base_resp"] as JsonObject;
        if (told is not null && WireValue.Long(told["status_code"]) is 0)
            told = null;

        var first = body["errors"] is JsonArray { Count: > 0 } errors ? errors[0] : null;
        var source = told ?? first as JsonObject ?? body;
        var message = WireValue.String(first) ?? First(source, s_messages);
        return new WireFailure(message, First(source, s_codes), Word(body["type"]) is { } type && type != "error" ? type : null, StatusIn(source) ?? StatusIn(body));
    }

    private static string? Nested(JsonNode? node) => node is JsonObject inner ? First(inner, s_messages) : WireValue.String(node);

    private static string? First(JsonObject json, string[] names)
    {
        foreach (var name in names)
        {
            var found = json[name] switch
            {
                // FastAPI tells each problem of a request in a list.
                JsonArray { Count: > 0 } list => string.Join("; ", list.Select(item => item is JsonObject inner ? First(inner, s_messages) ?? WireNode.Text(inner) : item?.ToString())),
                JsonObject inner => First(inner, names),
                var value => WireValue.Scalar(value),
            };
            if (!string.IsNullOrWhiteSpace(found))
                return found;
        }

        return null;
    }

    private static string? Word(JsonNode? node) =>
        WireValue.String(node) is { Length: > 0 } text && !int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? text : null;

    private static int? StatusIn(JsonObject json)
    {
        foreach (var name in (ReadOnlySpan<string>)["status", "status_code", "statusCode", "http_status", "code", "error_code"])
            if (WireValue.Long(json[name]) is >= 100 and <= 599 and var status)
                return (int)status;

        return null;
    }
}
