using System.Globalization;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Finds a part of a JSON value by a path of names and indexes, such as <c>accounts.savings.balance</c> or <c>items.0.sku</c>.</summary>
internal static class ValuePath
{
    public static JsonElement? Find(JsonElement json, string path)
    {
        foreach (var name in path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (json.ValueKind)
            {
                case JsonValueKind.Object when json.TryGetProperty(name, out var value):
                    json = value;
                    break;
                case JsonValueKind.Array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < json.GetArrayLength():
                    json = json[index];
                    break;
                default:
                    return null;
            }
        }

        return json;
    }
}
