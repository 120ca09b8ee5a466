using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>A tool call of the conversation with its result.</summary>
/// <param name="Call">The call; null when only its result was sent.</param>
/// <param name="Result">The result.</param>
public sealed record OfflineToolRun(FunctionCallContent? Call, FunctionResultContent Result)
{
    /// <summary>Gets the tool's name; <c>the tool</c> when the call was not sent.</summary>
    public string Tool => Call?.Name ?? "the tool";

    /// <summary>Gets the result as the text a model reads.</summary>
    public string Text => WellFormed.Text(ResultText.Of(Result));

    /// <summary>Gets a value that indicates whether the tool failed, or its result says that it did.</summary>
    public bool Failed => Result.Exception is not null || Error is not null;

    /// <summary>Gets what the result says went wrong; null when it says nothing did.</summary>
    public string? Error => Json is { } json ? ErrorIn(json) : ErrorIn(Text);

    internal JsonElement? Json
    {
        get
        {
            try
            {
                using var document = JsonDocument.Parse(Text);
                return WellFormed.Json(document.RootElement).Clone();
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    private static string? ErrorIn(string text) => text.StartsWith("error", StringComparison.OrdinalIgnoreCase) ? text : null;

    private static string? ErrorIn(JsonElement json)
    {
        if (json.ValueKind is JsonValueKind.String)
            return ErrorIn(json.GetString()!);

        if (json.ValueKind is not JsonValueKind.Object)
            return null;

        if (json.TryGetProperty("error", out var error) && error.ValueKind is not (JsonValueKind.Null or JsonValueKind.False))
            return error.ValueKind is JsonValueKind.Object && error.TryGetProperty("message", out var message) ? message.ToString() : error.ToString();

        return json.TryGetProperty("success", out var success) && success.ValueKind is JsonValueKind.False ? "it did not succeed" : null;
    }
}
