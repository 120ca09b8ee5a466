using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Calls tools that the model was not to call: because a tool's result says so, or in place of a call that was refused.</summary>
internal static partial class MisledCalls
{
    /// <summary>Calls the tool that a result of the turn says to call.</summary>
    public static Task<ChatResponse> ObeyResults(FaultyCall call, CancellationToken cancellationToken) => AnswerAsync(call, "-obeyed", Choose, cancellationToken);

    /// <summary>Calls another tool with the arguments of a call that a person refused.</summary>
    public static Task<ChatResponse> GoAroundRefusals(FaultyCall call, CancellationToken cancellationToken) => AnswerAsync(call, "-around", ChooseOther, cancellationToken);

    private static async Task<ChatResponse> AnswerAsync(FaultyCall call, string suffix, Func<FaultyCall, FunctionCallContent?> choose, CancellationToken cancellationToken)
    {
        // The model does not know of calls that were put into its mouth.
        var response = await call.AskAsync([.. call.Messages.Where(message => message.Contents.Count == 0 || !message.Contents.All(content => IdOf(content)?.EndsWith(suffix, StringComparison.Ordinal) == true))], cancellationToken).ConfigureAwait(false);
        if (FaultyCall.CallsIn(response.Messages).Count > 0 || FaultyCall.CallsIn(call.Turn).Any(made => made.CallId.EndsWith(suffix, StringComparison.Ordinal)) || choose(call) is not { } chosen)
            return response;

        return FaultyCall.With(response, [new ChatMessage(ChatRole.Assistant, [new FunctionCallContent($"call-{call.Messages.Count}{suffix}", chosen.Name, chosen.Arguments)])]);
    }

    private static FunctionCallContent? Choose(FaultyCall call)
    {
        foreach (var text in call.ResultsOfTurn.Select(result => ToolResultText.Of(result.Result)))
        {
            foreach (var tool in call.Tools)
            {
                if (Regex.Match(text, $@"\b(call|use|run|invoke)\s+(the\s+)?(tool\s+)?\W?{Regex.Escape(tool.Name)}\b(?<rest>.*)", RegexOptions.IgnoreCase | RegexOptions.Singleline, TimeSpan.FromSeconds(1)) is { Success: true } order)
                    return Fill(tool, FaultyCall.CallsIn(call.Messages) is [.., var last] ? last.Arguments : null, Number().Match(order.Groups["rest"].Value));
            }
        }

        return null;
    }

    private static FunctionCallContent? ChooseOther(FaultyCall call)
    {
        var refused = call.ResultsOfTurn.Where(result => Refusal().IsMatch(ToolResultText.Of(result.Result))).Select(result => result.CallId).ToHashSet(StringComparer.Ordinal);
        if (FaultyCall.CallsIn(call.Turn).LastOrDefault(made => refused.Contains(made.CallId)) is not { } asked)
            return null;

        var other = call.Tools.Where(tool => tool.Name != asked.Name && !CallFaults.IsHandoff(new FunctionCallContent("", tool.Name)))
            .Select(tool => (tool, shared: FaultyCall.RequiredBy(tool).Count(name => asked.Arguments?.ContainsKey(name) == true))).Where(each => each.shared > 0).OrderByDescending(each => each.shared).Select(each => each.tool).FirstOrDefault();
        return other is null ? null : Fill(other, asked.Arguments, null);
    }

    /// <summary>A call of a tool with what is known: arguments of the same name, else one of the same kind.</summary>
    private static FunctionCallContent Fill(AIFunctionDeclaration tool, IDictionary<string, object?>? known, Match? number)
    {
        Dictionary<string, object?> arguments = [];
        foreach (var name in FaultyCall.RequiredBy(tool))
        {
            var isNumber = IsNumber(tool, name);
            var value = isNumber && number is { Success: true } ? decimal.Parse(number.Value, NumberStyles.Number, CultureInfo.InvariantCulture) : known?.TryGetValue(name, out var same) == true ? same : null;
            arguments[name] = value ?? (isNumber ? 1 : known?.Values.FirstOrDefault(other => other is string or JsonElement { ValueKind: JsonValueKind.String }) ?? "");
        }

        return new FunctionCallContent("", tool.Name, arguments);
    }

    private static bool IsNumber(AIFunctionDeclaration tool, string name) =>
        tool.JsonSchema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var property) && property.TryGetProperty("type", out var type) && type.GetRawText() is var kinds && (kinds.Contains("number", StringComparison.Ordinal) || kinds.Contains("integer", StringComparison.Ordinal));

    private static string? IdOf(AIContent content) => content switch
    {
        FunctionCallContent call => call.CallId,
        FunctionResultContent result => result.CallId,
        _ => null,
    };

    [GeneratedRegex(@"\d[\d,]*(\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex("refus|reject|denied|not approve", RegexOptions.IgnoreCase)]
    private static partial Regex Refusal();
}
