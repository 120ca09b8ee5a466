using System.Globalization;
using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Spoils the tool calls of a model.</summary>
internal static class CallFaults
{
    private const string HandoffPrefix = "transfer_to_";

    public static bool IsHandoff(FunctionCallContent call) => call.Name.StartsWith(HandoffPrefix, StringComparison.Ordinal);

    /// <summary>Calls another tool: the next that can do with the same arguments, or else the next at all.</summary>
    public static IReadOnlyList<FunctionCallContent> WrongTool(FunctionCallContent asked, FaultyCall call)
    {
        if (IsHandoff(asked))
            return [asked];

        var others = Others(asked.Name, [.. call.Tools.Where(tool => !tool.Name.StartsWith(HandoffPrefix, StringComparison.Ordinal))]);
        var other = others.FirstOrDefault(tool => FaultyCall.RequiredBy(tool).All(name => asked.Arguments?.ContainsKey(name) == true)) ?? others.FirstOrDefault();
        return [other is null ? asked : new FunctionCallContent(asked.CallId, other.Name, asked.Arguments)];
    }

    /// <summary>Hands off to another agent than the model wanted.</summary>
    public static IReadOnlyList<FunctionCallContent> WrongHandoff(FunctionCallContent asked, FaultyCall call) =>
        IsHandoff(asked) && Others(asked.Name, [.. call.Tools.Where(tool => tool.Name.StartsWith(HandoffPrefix, StringComparison.Ordinal))]).FirstOrDefault() is { } other
            ? [new FunctionCallContent(asked.CallId, other.Name, asked.Arguments)]
            : [asked];

    /// <summary>Makes every number ten times as large.</summary>
    public static IReadOnlyList<FunctionCallContent> WrongAmount(FunctionCallContent asked, FaultyCall call) =>
        asked.Arguments is { } arguments && arguments.Values.Any(value => Number(value) is not null and not 0)
            ? [new FunctionCallContent(asked.CallId, asked.Name, arguments.ToDictionary(argument => argument.Key, argument => Number(argument.Value) is { } number ? number * 10 : argument.Value))]
            : [asked];

    /// <summary>Exchanges the first two texts that differ.</summary>
    public static IReadOnlyList<FunctionCallContent> SwappedArguments(FunctionCallContent asked, FaultyCall call)
    {
        var texts = (asked.Arguments ?? new Dictionary<string, object?>()).Where(argument => Number(argument.Value) is null && Text(argument.Value) is not null).DistinctBy(argument => Text(argument.Value)).Take(2).ToList();
        if (texts is not [var one, var other])
            return [asked];

        var arguments = asked.Arguments!.ToDictionary();
        (arguments[one.Key], arguments[other.Key]) = (other.Value, one.Value);
        return [new FunctionCallContent(asked.CallId, asked.Name, arguments)];
    }

    /// <summary>Makes each call twice.</summary>
    public static IReadOnlyList<FunctionCallContent> Twice(FunctionCallContent asked, FaultyCall call) =>
        IsHandoff(asked) ? [asked] : [asked, new FunctionCallContent(asked.CallId + "-again", asked.Name, asked.Arguments)];

    private static IEnumerable<AIFunctionDeclaration> Others(string name, List<AIFunctionDeclaration> tools)
    {
        var index = tools.FindIndex(tool => tool.Name == name);
        return tools.Skip(index + 1).Concat(tools.Take(Math.Max(index, 0)));
    }

    private static decimal? Number(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } element => element.GetDecimal(),
        byte or short or int or long or float or double or decimal => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        _ when Text(value) is { } text && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static string? Text(object? value) => value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        _ => null,
    };
}
