using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Testing;

/// <summary>Represents two tool calls that were aligned, or a call that is in one of the turns only.</summary>
/// <param name="Before">The call before; null for one that was added.</param>
/// <param name="After">The call after; null for one that was removed.</param>
public sealed record CallComparison(ToolCallRecord? Before, ToolCallRecord? After)
{
    /// <summary>Gets a value that indicates whether the calls differ: in tool, arguments, result or error. White space between the parts of JSON, and the order of its names, are no difference.</summary>
    public bool IsChanged => Before is null || After is null || !CallText.AreEqual(Before.Result, After.Result) || Before.Error != After.Error || !ArgumentsAreEqual;

    /// <summary>Gets a value that indicates whether the arguments are equal, whatever the order of their names.</summary>
    public bool ArgumentsAreEqual => Before is not null && After is not null && JsonElement.DeepEquals(Before.Arguments, After.Arguments);

    internal static IReadOnlyList<CallComparison> Compare(IReadOnlyList<ToolCallRecord> before, IReadOnlyList<ToolCallRecord> after)
    {
        List<CallComparison> calls = [];
        foreach (var (i, j) in Alignment.Of([.. before.Select(KeyOf)], [.. after.Select(KeyOf)], StringComparer.Ordinal))
        {
            var (old, current) = (i is { } index ? before[index] : null, j is { } other ? after[other] : null);

            // A call of the same tool with other arguments is one call that changed, and not two.
            var half = calls.FindIndex(call => old is null ? call is { Before: not null, After: null } && IsSameTool(call.Before, current!) : current is null && call is { Before: null, After: not null } && IsSameTool(call.After, old));
            if ((old is null || current is null) && half >= 0)
                calls[half] = new CallComparison(calls[half].Before ?? old, calls[half].After ?? current);
            else
                calls.Add(new CallComparison(old, current));
        }

        return calls;
    }

    private static bool IsSameTool(ToolCallRecord one, ToolCallRecord other) => one.Host == other.Host && one.Tool == other.Tool;

    private static string KeyOf(ToolCallRecord call) => $"{call.Host}\n{call.Tool}\n{Sorted(JsonSerializer.SerializeToNode(call.Arguments, RunJsonContext.Default.JsonElement))?.ToJsonString()}";

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject value => new JsonObject(value.OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => KeyValuePair.Create(property.Key, Sorted(property.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
