using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Makes tools that know the run they are called in.</summary>
public static class AgentTool
{
    /// <summary>Makes a tool of a method. A parameter of type <see cref="RunContext"/> is filled in and hidden from the model.</summary>
    /// <param name="method">The method.</param>
    /// <param name="name">The tool's name; the method's when null.</param>
    /// <param name="description">What the tool does; the method's description attribute when null.</param>
    /// <param name="idempotent">Whether calling it again with the same arguments changes nothing more, so that a resumed turn may.</param>
    public static AIFunction Create(Delegate method, string? name = null, string? description = null, bool idempotent = false)
    {
        ArgumentNullException.ThrowIfNull(method);

        var function = AIFunctionFactory.Create(method, new AIFunctionFactoryOptions
        {
            Name = name,
            Description = description,
            SerializerOptions = StorableJson.Options,
            MarshalResult = static (result, type, _) => ValueTask.FromResult(Marshal(result, type)),
            ConfigureParameterBinding = static parameter => parameter.ParameterType == typeof(RunContext)
                ? new() { ExcludeFromSchema = true, BindParameter = static (_, arguments) => Require(arguments) }
                : default,
        });
        return idempotent ? new IdempotentAIFunction(function) : function;
    }

    /// <summary>What a method returns, as JSON, but for contents and what is JSON already: that may be deeper than the default reader takes.</summary>
    private static object? Marshal(object? result, Type? type) => result is null or string or JsonElement or AIContent or IEnumerable<AIContent>
        ? result
        : JsonSerializer.SerializeToElement(result, StorableJson.Options.GetTypeInfo(type is null || type == typeof(void) ? result.GetType() : type));

    private static RunContext Require(AIFunctionArguments arguments) =>
        RunContext.From(arguments) ?? throw new InvalidOperationException("The tool needs the run's context, and was called by something other than an agent.");
}
