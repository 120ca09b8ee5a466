using System.Text.Json;

namespace Colloquy.AgentFramework;

/// <summary>The difference between two states of a state bag.</summary>
/// <param name="Written">The values that were added or changed.</param>
/// <param name="Removed">The keys that were removed.</param>
internal sealed record StateBagChanges(IReadOnlyDictionary<string, JsonElement> Written, IReadOnlyList<string> Removed)
{
    public bool IsEmpty => Written.Count == 0 && Removed.Count == 0;

    public static StateBagChanges Between(IReadOnlyDictionary<string, JsonElement> before, IReadOnlyDictionary<string, JsonElement> after)
    {
        Dictionary<string, JsonElement> written = [];
        foreach (var (key, value) in after)
        {
            if (!before.TryGetValue(key, out var old) || !JsonElement.DeepEquals(old, value))
                written[key] = value;
        }

        return new StateBagChanges(written, [.. before.Keys.Where(key => !after.ContainsKey(key))]);
    }

    public IReadOnlyDictionary<string, JsonElement> Apply(IReadOnlyDictionary<string, JsonElement> before)
    {
        var after = new Dictionary<string, JsonElement>(before);
        foreach (var key in Removed)
            after.Remove(key);
        foreach (var (key, value) in Written)
            after[key] = value;
        return after;
    }
}
