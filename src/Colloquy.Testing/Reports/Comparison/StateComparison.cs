using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Represents a value of the session's state, or of the state of a tool host, that differs.</summary>
/// <param name="Key">The key; of a tool host, the call that showed the value, such as <c>bank.get_balance(account: "savings")</c>.</param>
/// <param name="Before">The value before; null for one that was added.</param>
/// <param name="After">The value after; null for one that was removed.</param>
public sealed record StateComparison(string Key, JsonElement? Before, JsonElement? After)
{
    /// <summary>Compares two states. One that is not known differs from none.</summary>
    internal static IReadOnlyList<StateComparison> Compare(IReadOnlyDictionary<string, JsonElement>? before, IReadOnlyDictionary<string, JsonElement>? after) => before is null || after is null ? [] :
    [
        .. from key in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
        let old = Find(before, key)
        let current = Find(after, key)
        where old is null || current is null || !JsonElement.DeepEquals(old.Value, current.Value)
        select new StateComparison(key, old, current),
    ];

    /// <summary>Compares what the same calls showed of tool hosts. A call that only one of the tests made shows no difference.</summary>
    internal static IReadOnlyList<StateComparison> Compare(IReadOnlyList<HostStateRecord> before, IReadOnlyList<HostStateRecord> after)
    {
        var old = ByCall(before);
        return [.. ByCall(after).Where(one => old.TryGetValue(one.Key, out var value) && !JsonElement.DeepEquals(value, one.Value)).Select(one => new StateComparison(one.Key, old[one.Key], one.Value))];
    }

    internal static string KeyOf(HostStateRecord state) => $"{state.Host}.{state.Tool}{CallText.Arguments(state.Arguments)}";

    private static Dictionary<string, JsonElement> ByCall(IReadOnlyList<HostStateRecord> states)
    {
        Dictionary<string, JsonElement> byCall = [];
        foreach (var state in states)
            byCall[KeyOf(state)] = state.Result;
        return byCall;
    }

    private static JsonElement? Find(IReadOnlyDictionary<string, JsonElement> state, string key) => state.TryGetValue(key, out var value) ? value : null;
}
