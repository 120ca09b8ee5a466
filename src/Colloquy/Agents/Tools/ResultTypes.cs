using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Looks, when a tool is made, whether the JSON of what it returns says what it holds.</summary>
internal static class ResultTypes
{
    // Of the framework's own types: objects whose properties are what they hold.
    private static readonly HashSet<string?> Written =
    [
        "System.Numerics", "System.Drawing", "System.Text.Json", "System.Text.Json.Nodes", "System.Dynamic", "System.Net.Mail",
    ];

    private static readonly Type[] WrittenTypes = [typeof(object), typeof(Index), typeof(Range), typeof(TimeZoneInfo)];

    private static readonly Type[] KeyTypes =
    [
        typeof(string), typeof(object), typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly),
        typeof(TimeSpan), typeof(Uri), typeof(Version), typeof(Int128), typeof(UInt128), typeof(Half),
    ];

    /// <exception cref="ArgumentException">What it returns cannot be written.</exception>
    public static void EnsureWritten(string tool, Type returned, JsonSerializerOptions json)
    {
        var type = Unwrap(returned);
        if (type == typeof(void) || IsContent(type))
            return;
        if (FindProblem(type, json, "what it returns", []) is { } problem)
            throw new ArgumentException($"Tool '{tool}' returns {returned}, and {problem}. Return a text, or a record of your own that says what the model is to know.", nameof(returned));
    }

    /// <summary>Whether results of a type are contents of messages, which are not written as data.</summary>
    public static bool IsContent(Type type) => type.IsAssignableTo(typeof(AIContent)) || type.IsAssignableTo(typeof(IEnumerable<AIContent>));

    private static Type Unwrap(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask) ? typeof(void)
        : type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)) ? type.GetGenericArguments()[0]
        : type;

    private static string? FindProblem(Type type, JsonSerializerOptions json, string path, HashSet<Type> seen)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (!seen.Add(type))
            return null;
        if (type.IsByRefLike || type.IsPointer || type.ContainsGenericParameters)
            return Say(path, type, "JSON does not have");

        JsonTypeInfo info;
        try
        {
            info = json.GetTypeInfo(type);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or JsonException)
        {
            return $"{Say(path, type, "cannot be written as JSON")} ({e.Message.TrimEnd('.')})";
        }

        return info.Kind switch
        {
            JsonTypeInfoKind.None => IsUnsupported(info) ? Say(path, type, "JSON does not have") : null,
            JsonTypeInfoKind.Enumerable => type.Namespace == "System.Xml" ? Lost(path, type) : FindProblem(info.ElementType!, json, $"an element of {path}", seen),
            JsonTypeInfoKind.Dictionary => IsKey(info.KeyType!) ? FindProblem(info.ElementType!, json, $"a value of {path}", seen) : Say($"a key of {path}", info.KeyType!, "cannot be a name in JSON"),
            _ => FindProblem(info, path, seen),
        };
    }

    private static string? FindProblem(JsonTypeInfo info, string path, HashSet<Type> seen)
    {
        if (IsOfTheFramework(info.Type))
        {
            if (info.Type.IsAssignableTo(typeof(Exception)) || WrittenTypes.Contains(info.Type) || (Written.Contains(info.Type.Namespace) && info.Properties.Count > 0))
                return null;
            if (!IsOfItsArguments(info.Type))
                return Lost(path, info.Type);
        }

        // Metadata that was generated without IncludeFields has nothing of a tuple.
        if (info.Properties.Count == 0 && info.Type is { IsGenericType: true } && info.Type.IsAssignableTo(typeof(ITuple)))
            return Lost(path, info.Type);

        foreach (var property in info.Properties)
        {
            if (property.Get is not null && FindProblem(property.PropertyType, info.Options, $"'{property.Name}' of {info.Type.Name}", seen) is { } problem)
                return problem;
        }

        return null;
    }

    private static bool IsUnsupported(JsonTypeInfo info) => info.GetJsonSchemaAsNode() is System.Text.Json.Nodes.JsonObject schema && schema.ContainsKey("not");

    private static bool IsKey(Type type) => type.IsPrimitive || type.IsEnum || KeyTypes.Contains(type);

    /// <summary>Tuples, pairs: types that hold nothing but their parts.</summary>
    private static bool IsOfItsArguments(Type type) =>
        type.FullName is { } name && (name.StartsWith("System.Tuple`", StringComparison.Ordinal) || name.StartsWith("System.ValueTuple", StringComparison.Ordinal) || name.StartsWith("System.Collections.Generic.KeyValuePair`", StringComparison.Ordinal));

    private static bool IsOfTheFramework(Type type) =>
        type.Assembly.GetName().Name is { } assembly && (assembly.StartsWith("System.", StringComparison.Ordinal) || assembly == "mscorlib") && type.Namespace?.Split('.')[0] == "System";

    private static string Lost(string path, Type type) => Say(path, type, "does not hold in its JSON what it says");

    private static string Say(string path, Type type, string what) => $"{path} is {(type.FullName is null ? type.Name : type)}, which {what}";
}
