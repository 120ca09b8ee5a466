using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>What a call of a tool returned or threw, in the form in which it did: text, JSON, contents, or an exception.</summary>
internal sealed record RecordedOutcome
{
    private const string TextKey = "text";
    private const string ResultKey = "result";
    private const string ContentKey = "content";
    private const string ContentsKey = "contents";
    private const string ErrorKey = "error";

    private RecordedOutcome(string form) => Form = form;

    private string Form { get; }

    private string? Text { get; init; }

    private JsonElement Json { get; init; }

    private RecordedError? Error { get; init; }

    public static RecordedOutcome Of(object? result, JsonSerializerOptions options, SecretScrubber secrets) => result switch
    {
        string text => new RecordedOutcome(TextKey) { Text = secrets.Scrub(text) },
        AIContent content => new RecordedOutcome(ContentKey) { Json = ScrubbedJson.Of(CassetteJson.ToElement(content), secrets) },
        IEnumerable<AIContent> contents => new RecordedOutcome(ContentsKey) { Json = ScrubbedJson.Of(JsonSerializer.SerializeToElement(contents.Select(content => CassetteJson.ToElement(content)), CassetteJson.Options), secrets) },
        _ => new RecordedOutcome(ResultKey) { Json = ScrubbedJson.Of(CassetteJson.ToElement(result, options), secrets) },
    };

    public static RecordedOutcome Of(Exception error, SecretScrubber secrets) => new(ErrorKey) { Error = RecordedError.Of(error, secrets) };

    /// <summary>Returns what the call returned, or throws what it threw.</summary>
    public object? Replay() => Form switch
    {
        TextKey => Text,
        ContentKey => ContentJson.Read(Json),
        ContentsKey => Json.EnumerateArray().Select(ContentJson.Read).ToList(),
        ErrorKey => throw Error!.ToException(),
        _ => Json.ValueKind == JsonValueKind.Null ? null : Json,
    };

    public void WriteTo(TapeNode call) => call.With(Form, Form switch
    {
        TextKey => TapeNode.Of(Text!),
        ErrorKey => TapeNode.Map().With("type", Error!.Type).With("message", Error.Message),
        _ => TapeNode.Of(Json),
    });

    /// <summary>Reads the outcome of a call; null when it has none.</summary>
    public static RecordedOutcome? Read(TapeNode call)
    {
        if (call.Find(TextKey) is { Text: { } text })
            return new RecordedOutcome(TextKey) { Text = text };
        if (call.Find(ErrorKey) is { } error)
            return new RecordedOutcome(ErrorKey) { Error = new RecordedError(error.Find("type")?.Text ?? "", error.Find("message")?.Text ?? "") };
        foreach (var form in (string[])[ResultKey, ContentKey, ContentsKey])
        {
            if (call.Find(form) is { } json)
                return new RecordedOutcome(form) { Json = TapeJson.Of(json) };
        }

        return null;
    }
}
