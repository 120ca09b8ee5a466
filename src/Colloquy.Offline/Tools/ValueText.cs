using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Writes values as JSON: compact, and with letters rather than escapes.</summary>
internal static class ValueText
{
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Writes a call's arguments; a value that JSON cannot hold is written as its text.</summary>
    public static string Write(IDictionary<string, object?>? arguments)
    {
        if (arguments is not { Count: > 0 })
            return "{}";

        return TryWrite(arguments, out var json) ? json
            : Serialize(arguments.ToDictionary(argument => argument.Key, argument => TryWrite(argument.Value, out _) ? argument.Value : argument.Value?.ToString()));
    }

    /// <summary>Writes a value unless JSON cannot hold it, such as a delegate, a circle or a type that was trimmed away.</summary>
    public static bool TryWrite(object? value, out string json)
    {
        try
        {
            json = Serialize(value);
            return true;
        }
        catch (Exception)
        {
            // Whatever a getter throws, the value has no JSON.
            json = "";
            return false;
        }
    }

    public static string Serialize(object? value) => JsonSerializer.Serialize(value, Options.GetTypeInfo(value?.GetType() ?? typeof(object)));

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions)
        {
            WriteIndented = false,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.TypeInfoResolverChain.Add(ArgumentJsonContext.Default);
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>The values that calls have as arguments and that the abstractions have no metadata for.</summary>
[JsonSerializable(typeof(decimal))]
internal sealed partial class ArgumentJsonContext : JsonSerializerContext;
