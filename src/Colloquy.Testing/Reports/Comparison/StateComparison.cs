using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Represents a value of the session's state that differs.</summary>
/// <param name="Key">The key.</param>
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

    private static JsonElement? Find(IReadOnlyDictionary<string, JsonElement> state, string key) => state.TryGetValue(key, out var value) ? value : null;
}
