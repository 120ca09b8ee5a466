using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Keeps fields of a source that have no counterpart, as properties of the message or content that they belong to.</summary>
internal static class Properties
{
    /// <summary>Returns the fields of an object that say something and are not among the known ones; null for none.</summary>
    public static AdditionalPropertiesDictionary? Rest(JsonElement element, params ReadOnlySpan<string> known)
    {
        AdditionalPropertiesDictionary? rest = null;
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name) && !property.Value.SaysNothing())
                (rest ??= [])[property.Name] = Of(property.Value);
        }

        return rest;
    }

    /// <summary>A value of JSON as a property: text as text, everything else as it is.</summary>
    private static object Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => value,
    };
}
