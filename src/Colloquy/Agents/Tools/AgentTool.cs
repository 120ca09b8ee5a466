using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Colloquy;

/// <summary>Creates tools that have access to the run that calls them.</summary>
public static class AgentTool
{
    /// <summary>Creates a tool from a method. A parameter of type <see cref="RunContext"/>, and one with <c>[FromKeyedServices]</c>, is filled in and hidden from the model.</summary>
    /// <remarks>Results are written as JSON: tuples and other structures of fields as objects with their fields (<c>item1</c>, <c>item2</c>), whole numbers of any size as numbers.</remarks>
    /// <exception cref="ArgumentException">The return type of the method cannot be written as JSON without loss, or its metadata is missing in a trimmed application.</exception>
    /// <param name="method">The method.</param>
    /// <param name="name">The name of the tool; null for the name of the method.</param>
    /// <param name="description">The description of the tool; null for the description attribute of the method.</param>
    /// <param name="idempotent">true when a repeated call with the same arguments changes nothing more, so that a resumed turn may repeat it; otherwise, false.</param>
    /// <param name="json">The options by which arguments are read and results are written, such as those of a source-generated context, which a trimmed application needs for its own types; null for the defaults. The defaults also apply to types for which the options have no metadata.</param>
    /// <param name="services">The types of the application's services: a parameter of such a type is taken from the services of the run and hidden from the model; null for none.</param>
    public static AIFunction Create(Delegate method, string? name = null, string? description = null, bool idempotent = false, JsonSerializerOptions? json = null, IServiceProviderIsService? services = null)
    {
        ArgumentNullException.ThrowIfNull(method);
        var read = json is null ? ValueJson.Options : ValueJson.Beside(json);
        var written = json is null ? ValueJson.Results : read;
        ResultTypes.EnsureWritten(name ?? method.Method.Name, method.Method.ReturnType, written);

        var function = AIFunctionFactory.Create(method, new AIFunctionFactoryOptions
        {
            Name = name,
            Description = description,
            SerializerOptions = read,
            JsonSchemaCreateOptions = ToolSchemas,
            MarshalResult = (result, type, _) => WriteAsync(result, type, written),
            ConfigureParameterBinding = parameter => parameter.ParameterType == typeof(RunContext) ? new() { ExcludeFromSchema = true, BindParameter = static (_, arguments) => Require(arguments) }
                : ServiceParameter.Find(parameter, services) is { } bind ? new() { ExcludeFromSchema = true, BindParameter = bind }
                : default,
        });
        return idempotent ? new IdempotentAIFunction(function) : function;
    }

    /// <summary>Declares that a repeated call of a tool with the same arguments changes nothing more. A resumed turn then repeats a call whose result was lost.</summary>
    /// <param name="tool">The tool.</param>
    /// <returns>The tool with that declaration.</returns>
    public static AIFunction AsIdempotent(AIFunction tool) => new IdempotentAIFunction(tool ?? throw new ArgumentNullException(nameof(tool)));

    /// <summary>Returns a value that indicates whether a tool, or one that it wraps, is declared idempotent.</summary>
    /// <param name="tool">The tool.</param>
    public static bool IsIdempotent(AITool tool) => IdempotentAIFunction.Is(tool ?? throw new ArgumentNullException(nameof(tool)));

    private static AIJsonSchemaCreateOptions ToolSchemas { get; } = new() { TransformSchemaNode = ValueJson.Describe };

    /// <summary>Writes a result as data, unless it is content of messages. What is enumerated asynchronously is enumerated.</summary>
    private static async ValueTask<object?> WriteAsync(object? result, Type? type, JsonSerializerOptions json)
    {
        // What is JSON already may be deeper than a reader takes.
        if (type is null || result is null or string or JsonElement or AIContent or IEnumerable<AIContent>)
            return result;

        // The tool has done its work: a run that is cancelled meanwhile records it all the same.
        using var written = new MemoryStream();
        await JsonSerializer.SerializeAsync(written, result, json.GetTypeInfo(type), CancellationToken.None).ConfigureAwait(false);
        return JsonElement.Parse(written.GetBuffer().AsSpan(0, (int)written.Length), JsonDepth.Stored);
    }

    private static RunContext Require(AIFunctionArguments arguments) =>
        RunContext.From(arguments) ?? throw new InvalidOperationException("The tool needs the run's context, and was called by something other than an agent.");
}
