using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Reads labelled transcripts from JSON.</summary>
internal static class LabelJson
{
    private const int Version = 1;

    public static LabelSet Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var root = Check(document.RootElement, "The file");
            if (root.TryGetProperty("version", out var version) && !(version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number is >= 1 and <= Version))
                throw new InvalidDataException($"The file has the version {version.GetRawText()}; this library reads version {Version}.");
            if (!root.TryGetProperty("transcripts", out var transcripts) || transcripts.ValueKind != JsonValueKind.Array)
                throw new InvalidDataException("The file has no list 'transcripts'.");
            return LabelSet.Of([.. transcripts.EnumerateArray().Select(Read)], LabelSet.IsSyntheticSource(Text(root, "labels"), "The file"), Text(root, "labelledBy"));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The file is not JSON: {error.Message}", error);
        }
    }

    private static (string, string, IReadOnlyList<TranscriptEntry>) Read(JsonElement item, int index)
    {
        var place = $"transcripts[{index}]";
        Check(item, place);
        var id = Text(item, "id") ?? throw new InvalidDataException($"{place} has no 'id'.");
        var label = Text(item, "label") ?? throw new InvalidDataException($"{place} has no 'label'.");
        if (!item.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"{place} has no list 'messages'.");
        return (id, label, [.. messages.EnumerateArray().Select((message, at) => Entry(Check(message, $"{place}.messages[{at}]"), $"{place}.messages[{at}]"))]);
    }

    private static TranscriptEntry Entry(JsonElement message, string place)
    {
        var (from, text, calls) = (LabelSet.ToRole(Text(message, "from"), place), Text(message, "text"), Text(message, "calls"));
        if (calls is null == text is null)
            throw new InvalidDataException($"{place} must have either 'text' or 'calls'.");
        return calls is null
            ? new TranscriptEntry { From = from, Text = text! }
            : new TranscriptEntry { From = from, Call = Call(calls, message.TryGetProperty("arguments", out var arguments) ? arguments : null, Text(message, "result"), Text(message, "error"), place) };
    }

    public static TranscriptCall Call(string tool, JsonElement? arguments, string? result, string? error, string place) => new()
    {
        Tool = tool,
        Arguments = arguments is not { } given ? new Dictionary<string, object?>()
            : given.ValueKind == JsonValueKind.Object ? given.EnumerateObject().ToDictionary(argument => argument.Name, object? (argument) => argument.Value.Clone(), StringComparer.Ordinal)
            : throw new InvalidDataException($"The 'arguments' of {place} are not an object."),
        Result = result,
        Error = error,
    };

    private static JsonElement Check(JsonElement element, string place) =>
        element.ValueKind == JsonValueKind.Object ? element : throw new InvalidDataException($"{place} is not an object.");

    private static string? Text(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
}
