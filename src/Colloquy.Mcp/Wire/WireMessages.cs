using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Mcp;

/// <summary>
/// Puts right what servers send before the protocol's client reads it. The client drops a message that it cannot read, upon which the
/// caller would wait for its time-out: here such a message becomes an error of the request that it answers.
/// </summary>
internal sealed class WireMessages(OpenRequests open, Action<string> warn)
{
    private const int InternalError = -32603;
    private const int UrlElicitationRequired = -32042;
    private const int UnsupportedVersion = -32022;
    private const int MissingCapability = -32021;

    /// <summary>How long a message may be, in bytes.</summary>
    public const int Longest = 64 * 1024 * 1024;

    /// <summary>Reads what a server sent: the messages in it, put right.</summary>
    /// <param name="text">A line, a body or the data of an event.</param>
    /// <param name="own">The request that it came for, where that is known.</param>
    /// <param name="isAnswer">Whether it must be an answer, whatever it looks like.</param>
    public IEnumerable<JsonObject> Read(string text, OpenRequest? own = null, bool isAnswer = false)
    {
        JsonNode? read;
        try
        {
            read = WireText.Read(text);
        }
        catch (JsonException e)
        {
            return isAnswer || OpenRequests.LooksLikeAnswer(text) ? FailFor(text, own, $"The server answered with what is not JSON: {e.Message}") : [];
        }

        // Earlier versions of the protocol have batches.
        return read switch
        {
            JsonObject message => Correct(message, own) is { } corrected ? [corrected] : [],
            JsonArray batch => [.. batch.OfType<JsonObject>().Select(message => Correct(message, own)).OfType<JsonObject>()],
            _ => [],
        };
    }

    /// <summary>The answer for a message that was not read to its end.</summary>
    public IEnumerable<JsonObject> ReadTooLong(string beginning, OpenRequest? own = null) =>
        FailFor(beginning, own, $"The server answered with more than {Longest:#,0} bytes.");

    private IEnumerable<JsonObject> FailFor(string text, OpenRequest? own, string reason)
    {
        if (open.TakeFrom(text, own) is not { } request)
        {
            warn($"a message that cannot be read. {reason}");
            return [];
        }

        return [new JsonObject { ["jsonrpc"] = "2.0", ["id"] = request.Id.DeepClone(), ["error"] = Unreadable(request, reason) }];
    }

    private JsonObject? Correct(JsonObject message, OpenRequest? own)
    {
        message["jsonrpc"] = "2.0";
        if (message["method"].AsText() is not null)
        {
            if (message["id"] is null)
                message.Remove("id");
            return message;
        }

        var isAnswer = message["error"] is not null || message.ContainsKey("result") || message["id"] is not null;
        if (!isAnswer || open.Take(message["id"], own) is not { } request)
            return null;

        var (result, error) = (message["result"], message["error"]);
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = request.Id.DeepClone() };
        if (!IsNothing(error) || !message.ContainsKey("result"))
        {
            answer["error"] = error is null ? Unreadable(request, "The server answered with neither a result nor an error.") : CorrectError(error);
            return answer;
        }

        message.Remove("result");
        var (corrected, failure) = Handshake.Correct(request, result);
        if (failure is not null)
            answer["error"] = failure;
        else
            answer["result"] = corrected;
        return answer;
    }

    // Some servers send an empty error beside each result.
    private static bool IsNothing(JsonNode? error) => error switch
    {
        null => true,
        JsonObject fields => fields.Count == 0,
        JsonArray items => items.Count == 0,
        JsonValue value => value.GetValueKind() == JsonValueKind.False || value.ToString() is "" or "0",
        _ => false,
    };

    private static JsonObject CorrectError(JsonNode error)
    {
        if (error is not JsonObject fields)
            return Error(InternalError, error.AsText() is { Length: > 0 } said ? said : WireText.Write(error));

        var message = fields["message"].AsText();
        if (string.IsNullOrWhiteSpace(message))
            message = fields["data"].AsText() is { Length: > 0 } data ? data : $"The server gives no reason: {WireText.Write(fields)}";

        var code = CodeOf(fields["code"]);
        var corrected = Error(code, message);
        if (fields["data"] is { } detail && IsReadable(code, detail))
            corrected["data"] = detail.DeepClone();
        return corrected;
    }

    // The protocol's client reads the details of these errors itself, and throws where they are not what it expects.
    private static bool IsReadable(int code, JsonNode detail) => code switch
    {
        UrlElicitationRequired => false,
        UnsupportedVersion => (detail as JsonObject)?["supported"] is JsonArray versions && versions.All(version => version.AsText() is not null) && detail["requested"].AsText() is not null,
        MissingCapability => (detail as JsonObject)?["requiredCapabilities"] is JsonObject,
        _ => true,
    };

    private static int CodeOf(JsonNode? code) =>
        double.TryParse(code is JsonValue ? code.ToString() : null, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is >= int.MinValue and <= int.MaxValue ? (int)number : InternalError;

    private static JsonObject Unreadable(OpenRequest request, string reason) =>
        Error(InternalError, request.Method == "tools/call" ? $"{reason} Whether the call took effect is unknown." : reason);

    private static JsonObject Error(int code, string message) => new() { ["code"] = code, ["message"] = message };
}
