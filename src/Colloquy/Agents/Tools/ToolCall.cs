using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents a call of a tool within a turn.</summary>
public sealed record ToolCall
{
    private const int LongestText = 200;

    /// <summary>Gets the id that the model gave the call.</summary>
    public required string CallId { get; init; }

    /// <summary>Gets the name of the tool.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the arguments; null when the model sent none, or none that could be read.</summary>
    public IReadOnlyDictionary<string, object?>? Arguments { get; init; }

    /// <summary>Gets the result that the model was given; null while the call runs.</summary>
    public object? Result { get; init; }

    /// <summary>Gets the id of the session, of the same app and user, in which the agent that is the tool worked; null for any other tool.</summary>
    public string? ChildSession { get; init; }

    /// <summary>Gets the error that the model was given; null for none.</summary>
    public string? Error { get; init; }

    /// <summary>Gets the exception that the tool threw; null for none. The log does not store it, so a call that was read from the log has none.</summary>
    [JsonIgnore]
    public Exception? Exception { get; init; }

    /// <summary>Gets the duration of the call; zero while it runs.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Returns the call with its arguments as JSON, and its result, such as <c>refund({"amount":900}) = Refunded.</c>; a long result is cut.</summary>
    public override string ToString()
    {
        var call = $"{Name}({WriteArguments()})";
        return Error is { } error ? $"{call} failed: {Cut(error)}" : Result is { } result ? $"{call} = {Cut(Write(result))}" : call;
    }

    private string WriteArguments()
    {
        try
        {
            return ToolArguments.Write(Arguments?.ToDictionary())?.GetRawText() ?? "";
        }
        catch (Exception e) when (e is NotSupportedException or JsonException)
        {
            return string.Join(", ", Arguments!.Keys);
        }
    }

    private static string Write(object result) => result is JsonElement { ValueKind: not JsonValueKind.String } element ? element.GetRawText()
        : result is IEnumerable<AIContent> contents ? string.Join(", ", contents.Select(content => content is TextContent text ? text.Text : content.GetType().Name))
        : result.ToString() ?? "";

    private static string Cut(string text) => text.Length <= LongestText ? text : $"{text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)]}…";
}
