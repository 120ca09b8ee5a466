using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Colloquy.Models;

/// <summary>Tells which field names the SDKs can keep: they use a name as a part of a path.</summary>
internal static partial class WireNames
{
    public static bool IsPlain(string name) => Plain.IsMatch(name);

    /// <summary>Removes fields whose names cannot be a part of a path, at the top level of an object.</summary>
    public static void DropOdd(JsonObject json)
    {
        foreach (var name in json.Select(property => property.Key).Where(name => !IsPlain(name)).ToList())
            json.Remove(name);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\z")]
    private static partial Regex Plain { get; }
}
