using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Finds names that a check of tools has by mistake: of a tool, a host or an argument that is neither known nor was ever called. Such a check would pass or blame the agent, whatever it does.</summary>
internal static class NameMistake
{
    private const int MostNames = 30;

    /// <summary>Returns what is wrong with a name, and which names there are; null for none, and where the tools are not known.</summary>
    /// <param name="subject">What is checked.</param>
    /// <param name="tool">The name of the tool.</param>
    /// <param name="host">The name of the tool host; null for any.</param>
    /// <param name="arguments">The expected arguments, whose names are looked for; null for none.</param>
    public static string? Find(CheckSubject subject, string tool, string? host = null, object? arguments = null)
    {
        var conversation = subject.Conversation;
        var hosts = conversation.ToolHosts;
        if (!conversation.KnowsTools && (host is null || hosts.Count == 0))
            return null;
        if (host is not null && hosts.All(other => other.Name != host))
            return hosts.Count == 0 ? $"The conversation '{conversation.FullName}' has no tool hosts, so none is named '{host}'." : $"The conversation '{conversation.FullName}' has no tool host '{host}'. It has: {string.Join(", ", hosts.Select(other => other.Name))}.";

        var calls = conversation.Turns.SelectMany(turn => turn.ToolCalls).Where(call => CallNames.IsOf(call, tool, host)).ToList();
        var known = conversation.KnownTools.Where(other => other.IsOf(tool, host)).ToList();
        if (known.Count == 0 && calls.Count == 0)
            return host is not null
                ? $"The tool host '{host}' has no tool '{tool}'. It has: {string.Join(", ", hosts.First(other => other.Name == host).Tools)}."
                : $"There is no tool '{tool}', and none was called by that name. {Names(conversation)}";

        return PlainValue.Of(arguments) is IReadOnlyDictionary<string, object?> expected ? FindArgument(tool, expected.Keys, known, calls) : null;
    }

    /// <summary>Returns what is wrong with the first of several names of tools; null for none.</summary>
    public static string? FindAny(CheckSubject subject, IEnumerable<string> tools) => tools.Select(tool => Find(subject, tool)).FirstOrDefault(mistake => mistake is not null);

    private static string? FindArgument(string tool, IEnumerable<string> expected, List<KnownTool> known, List<ObservedToolCall> calls)
    {
        if (known.Count == 0)
            return null;
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var each in known)
        {
            if (ArgumentsOf(each.Schema) is not { } arguments)
                return null;
            names.UnionWith(arguments);
        }

        IReadOnlyList<string> given = [.. calls.SelectMany(call => call.Arguments.Keys)];
        return expected.FirstOrDefault(name => !names.Concat(given).Any(other => ValueComparison.IsSameName(other, name))) is { } wrong
            ? $"The tool '{tool}' has no argument '{wrong}', and no call had one. {(names.Count == 0 ? "It has none." : $"It has: {string.Join(", ", names)}.")}"
            : null;
    }

    /// <summary>The names of the arguments that a schema allows; null for a schema that allows others than those that it names.</summary>
    private static List<string>? ArgumentsOf(JsonElement? schema)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            return null;
        if (root.TryGetProperty("additionalProperties", out var others) && others.ValueKind is JsonValueKind.True or JsonValueKind.Object)
            return null;
        return root.EnumerateObject().Any(property => property.Name is "patternProperties" or "$ref" or "allOf" or "anyOf" or "oneOf" or "if" or "dependentSchemas")
            ? null
            : [.. properties.EnumerateObject().Select(property => property.Name)];
    }

    private static string Names(Conversation conversation)
    {
        var names = conversation.KnownTools.GroupBy(tool => tool.Name, StringComparer.Ordinal).SelectMany(group => group.Where(tool => tool.Host is not null).DefaultIfEmpty(group.First())).Select(tool => tool.ToString()).Distinct(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "The agent has no tools." : $"There are: {string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? $" and {names.Count - MostNames} more" : "")}. A tool that a context provider adds is known when a model was shown it.";
    }
}
