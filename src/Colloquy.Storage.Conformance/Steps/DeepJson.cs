using System.Text;
using System.Text.Json;

namespace Colloquy.Storage.Conformance;

/// <summary>JSON of any number of levels.</summary>
internal static class DeepJson
{
    /// <summary>About the depth that is allowed one by one, and far beyond what a reader, a writer or a stack takes.</summary>
    public static IReadOnlyList<int> Depths { get; } = [1, .. Enumerable.Range(55, 16), 128, 999, 1_001, 10_000];

    /// <summary>Objects and arrays in turn.</summary>
    public static JsonElement Of(int levels)
    {
        var json = new StringBuilder();
        for (var level = 0; level < levels; level++)
            json.Append(level % 2 == 0 ? "{\"a\":" : "[");
        json.Append("null");
        for (var level = levels - 1; level >= 0; level--)
            json.Append(level % 2 == 0 ? '}' : ']');
        return JsonElement.Parse(json.ToString(), new JsonDocumentOptions { MaxDepth = levels + 1 });
    }
}
