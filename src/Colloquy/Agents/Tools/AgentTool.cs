using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Makes tools that know the run they are called in.</summary>
public static class AgentTool
{
    /// <summary>Makes a tool of a method. A parameter of type <see cref="RunContext"/> is filled in and hidden from the model.</summary>
    /// <remarks>Results are written as JSON: tuples and other structures of fields as objects of their fields (<c>item1</c>, <c>item2</c>), whole numbers of any size as numbers.</remarks>
    /// <exception cref="ArgumentException">What the method returns cannot be written as JSON that says what it holds, or the metadata that this takes is missing in a trimmed application.</exception>
    /// <param name="method">The method.</param>
    /// <param name="name">The tool's name; the method's when null.</param>
    /// <param name="description">What the tool does; the method's description attribute when null.</param>
    /// <param name="idempotent">Whether calling it again with the same arguments changes nothing more, so that a resumed turn may.</param>
    /// <param name="json">How arguments are read and results are written, such as the options of a source-generated context, which a trimmed application needs for types of its own; null for what is said above. Types that it has no metadata for are taken as when it is null.</param>
    public static AIFunction Create(Delegate method, string? name = null, string? description = null, bool idempotent = false, JsonSerializerOptions? json = null)
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
            ConfigureParameterBinding = static parameter => parameter.ParameterType == typeof(RunContext)
                ? new() { ExcludeFromSchema = true, BindParameter = static (_, arguments) => Require(arguments) }
                : default,
        });
        return idempotent ? new IdempotentAIFunction(function) : function;
    }

    /// <summary>Declares that calling a tool again with the same arguments changes nothing more, so that a resumed turn calls it again when its result was lost.</summary>
    /// <param name="tool">The tool.</param>
    /// <returns>The tool with that declaration.</returns>
    public static AIFunction AsIdempotent(AIFunction tool) => new IdempotentAIFunction(tool ?? throw new ArgumentNullException(nameof(tool)));

    /// <summary>Returns whether a tool, or one that it wraps, is declared idempotent.</summary>
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
