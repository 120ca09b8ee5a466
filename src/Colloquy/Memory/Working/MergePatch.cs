using System.Text.Json.Nodes;

namespace Colloquy;

/// <summary>Merges changes into a JSON object, as RFC 7396 has it.</summary>
internal static class MergePatch
{
    /// <summary>Returns an object with the changes made; neither of the two is changed.</summary>
    public static JsonObject Apply(JsonObject? target, JsonObject patch)
    {
        var merged = target is null ? [] : (JsonObject)target.DeepClone();
        foreach (var (name, value) in patch)
        {
            if (value is null)
                merged.Remove(name);
            else
                merged[name] = value is JsonObject inner ? Apply(merged[name] as JsonObject, inner) : value.DeepClone();
        }

        return merged;
    }
}
