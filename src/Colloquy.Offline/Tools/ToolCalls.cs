using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Calls the tools that a request asks for.</summary>
internal static partial class ToolCalls
{
    public static OfflineAnswer? Answer(OfflineRequest request)
    {
        var plan = ToolPlan.Of(request);
        if (plan.Count == 0)
            return null;

        if (plan.Count == 1 && !Another.IsMatch(request.Text) && Existing(request, plan[0]) is { } existing)
            return Say(request, existing);

        var ready = plan.Where(call => call.Missing.Count == 0).Select(Call).ToList();
        return ready.Count > 0
            ? OfflineAnswer.Call(ready)
            : Say(request, $"To use {plan[0].Tool.Name} I still need: {string.Join(", ", plan[0].Missing)}.");
    }

    /// <summary>Calls a tool because the options demand it, with whatever arguments there are; once, since a result was then given.</summary>
    public static OfflineAnswer? Forced(OfflineRequest request)
    {
        if (request.Options.ToolMode is not RequiredChatToolMode required || request.RunsOfThisTurn.Count > 0)
            return null;

        var tools = request.Tools.Where(tool => required.RequiredFunctionName is null || tool.Name == required.RequiredFunctionName).ToList();
        if (tools.Count == 0)
            return null;

        var planned = ToolPlan.Of(request).FirstOrDefault(call => tools.Contains(call.Tool)) ?? ToolPlan.Call(request, tools[0], request.Text);
        return OfflineAnswer.Call(Call(planned));
    }

    /// <summary>Returns the planned calls that had to wait for results and can be made now.</summary>
    public static IReadOnlyList<OfflineCall> Waiting(OfflineRequest request)
    {
        var made = request.RunsOfThisTurn.Select(run => run.Tool).ToHashSet(StringComparer.Ordinal);
        return [.. ToolPlan.Of(request).Where(call => call.Missing.Count == 0 && !made.Contains(call.Tool.Name)).Select(Call)];
    }

    private static OfflineCall Call(PlannedCall call) => new(call.Tool.Name, call.Arguments);

    private static OfflineAnswer Say(OfflineRequest request, string text) => OfflineAnswer.Say(Greetings.Welcome(request) + text);

    private static string? Existing(OfflineRequest request, PlannedCall planned)
    {
        var words = new ToolWords(planned.Tool);
        if (words.Verb is not ("create" or "open" or "add" or "submit") || Key(planned.Arguments) is not { } wanted)
            return null;

        var same = request.Runs.LastOrDefault(run => run.Tool == planned.Tool.Name && !run.Failed
            && run.Call?.Arguments is { } arguments && Key(arguments) is { } known && IsSame(wanted, known));
        return same is null ? null : $"There is already a {string.Join(' ', words.Nouns)} for that, so I have not created another one. It is: {ResultSentence.Details(same)}";
    }

    // The first text says what a thing is about; the others describe it.
    private static string? Key(IDictionary<string, object?> arguments) =>
        arguments.Values.Select(value => value?.ToString()).FirstOrDefault(text => !string.IsNullOrEmpty(text));

    private static bool IsSame(string one, string other) =>
        Words.Same(one, other) || (Words.Codes(one) is { Count: > 0 } codes && codes.SetEquals(Words.Codes(other)));

    [GeneratedRegex(@"\b(?:another|a second|one more|a new)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Another { get; }
}
