using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The arguments of tool calls as JSON. None are not an empty object.</summary>
internal static class ToolArguments
{
    private static readonly JsonSerializerOptions Options = CreateOptions();

    public static JsonElement? Write(IDictionary<string, object?>? arguments) =>
        arguments is null ? null : JsonSerializer.SerializeToElement(arguments, Options.GetTypeInfo(typeof(IDictionary<string, object?>)));

    public static Dictionary<string, object?>? Read(JsonElement? arguments) =>
        arguments?.EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value);

    /// <summary>Whether two are the same, whatever the order of their names and the spelling of their numbers.</summary>
    public static bool AreSame(JsonElement? first, JsonElement? second) => (first, second) switch
    {
        (null, null) => true,
        ({ } one, { } other) => JsonElement.DeepEquals(one, other),
        _ => false,
    };

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions) { WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = JsonDepth.OfStored };
        options.MakeReadOnly();
        return options;
    }
}
