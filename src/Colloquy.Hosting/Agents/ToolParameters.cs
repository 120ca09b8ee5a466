using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Colloquy.Hosting;

/// <summary>Refuses tools that the model cannot call: a parameter that is meant as a service, and is not registered, is an argument of the model.</summary>
internal static class ToolParameters
{
    public static void Ensure(string agent, AIFunction tool, ToolMethod method)
    {
        if (!tool.JsonSchema.TryGetProperty("properties", out var arguments))
            return;

        var json = method.Json is null ? ValueJson.Options : ValueJson.Beside(method.Json);
        foreach (var parameter in method.Method.Method.GetParameters())
        {
            if (arguments.TryGetProperty(parameter.Name ?? "", out _) && !CanBeRead(json.GetTypeInfo(parameter.ParameterType)))
                throw new ColloquyConfigurationException($"The tool '{tool.Name}' of agent '{agent}' has the parameter '{parameter.Name}' of type {parameter.ParameterType}. The type is not a registered service, and cannot be created from the JSON of a model. Register the service, or use a type that JSON can create.");
        }
    }

    private static bool CanBeRead(JsonTypeInfo type)
    {
        if (type.CreateObject is not null || type.PolymorphismOptions is not null)
            return true;

        try
        {
            // The reader looks at the type before it reads on, and the text ends before an object is created.
            _ = JsonSerializer.Deserialize(type.Kind == JsonTypeInfoKind.Enumerable ? "[" : "{", type);
            return true;
        }
        catch (JsonException)
        {
            return true;
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            return false;
        }
    }
}
