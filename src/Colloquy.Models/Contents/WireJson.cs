using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Writes JSON as models read it best: compact, and with letters rather than escapes.</summary>
internal static class WireJson
{
    private static readonly JsonSerializerOptions s_options = Create();

    public static string Serialize(object? value) =>
        JsonSerializer.Serialize(value, s_options.GetTypeInfo(value?.GetType() ?? typeof(object)));

    /// <summary>Writes a value unless JSON cannot hold it, such as a delegate, a circle or a number that is none.</summary>
    public static bool TrySerialize(object? value, out string json)
    {
        try
        {
            json = Serialize(value);
            return true;
        }
        catch (Exception)
        {
            // Whatever a getter throws, the value is not for the wire.
            json = "";
            return false;
        }
    }

    public static BinaryData Binary(JsonElement element) => BinaryData.FromString(element.GetRawText());

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions)
        {
            WriteIndented = false,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.MakeReadOnly();
        return options;
    }
}
