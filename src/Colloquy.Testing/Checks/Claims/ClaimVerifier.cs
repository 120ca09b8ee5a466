using System.Text.Json;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Looks for the call that makes a claim true.</summary>
internal static class ClaimVerifier
{
    /// <summary>Returns what is wrong with a claim; null when a call makes it true.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="turn">The calls of the turn.</param>
    /// <param name="earlier">The calls of earlier turns.</param>
    public static string? FindFault(Claim claim, IReadOnlyList<ObservedToolCall> turn, IReadOnlyList<ObservedToolCall> earlier)
    {
        IReadOnlyList<ObservedToolCall> all = [.. earlier, .. turn];
        if (claim.Tools is null)
            return turn.Any(IsSuccess) || earlier.Any(call => IsSuccess(call) && !IsLook(call)) ? null : "nothing was done: no tool was called with success in this turn";
        if (claim.Tools.Count == 0)
            return IsRecorded(claim, all) ? null : "the agent has no tool that does this";

        var names = string.Join(" or ", claim.Tools.Select(tool => $"'{tool.Tool}'").Distinct());
        var calls = all.Where(call => claim.Tools.Any(tool => CallNames.IsOf(call, tool.Tool))).ToList();
        var done = calls.Where(IsSuccess).ToList();
        if (done.Count == 0)
        {
            if (IsRecorded(claim, all))
                return null;
            if (calls.Count == 0)
                return $"{names} was not called";
            return calls.Find(call => ToolErrors.Of(call) is not null) is { } failed ? $"{names} failed: {ReadableText.OneLine(ToolErrors.Of(failed)!, 200)}" : $"{names} was asked for, but not executed";
        }

        if (claim.Amount is { } amount && FindOtherAmounts(claim, amount, done) is { Count: > 0 } others && !IsRecorded(claim, all))
            return $"{names} was called with {string.Join(" and ", others.Distinct().Take(5))}, not {amount}";
        return done.All(call => IsSwapped(claim, call)) ? $"{names} was called the other way round: {Transcript.ToText(done[^1])}" : null;
    }

    private static bool IsSuccess(ObservedToolCall call) => call.WasExecuted && ToolErrors.Of(call) is null;

    private static bool IsLook(ObservedToolCall call) => ActionWords.Looking.Contains(call.Tool.Split('_', '-')[0].ToLowerInvariant());

    /// <summary>The amounts of the calls, when none of them, nor their sum, is the one that is claimed.</summary>
    private static List<string> FindOtherAmounts(Claim claim, NumberValue amount, List<ObservedToolCall> calls)
    {
        List<NumberValue> amounts = [];
        foreach (var call in calls)
        {
            var named = claim.Tools!.Where(tool => CallNames.IsOf(call, tool.Tool)).Select(tool => tool.AmountArgument).FirstOrDefault(argument => argument is not null);
            var values = call.Arguments.Where(pair => named is null ? IsAmount(pair.Key) : pair.Key == named).Select(pair => PlainValue.ToNumber(pair.Value)).OfType<NumberValue>().ToList();
            if (named is null && values.Count == 0)
                return [];
            amounts.AddRange(values);
        }

        return amounts.Exists(other => other.IsSame(amount)) || amounts.Sum(other => other.Amount) == amount.Amount ? [] : amounts.Count == 0 ? ["no amount"] : [.. amounts.Select(other => other.ToString())];
    }

    private static bool IsAmount(string argument) => argument.Contains("amount", StringComparison.OrdinalIgnoreCase) || argument.ToUpperInvariant() is "SUM" or "VALUE" or "TOTAL" or "PRICE";

    /// <summary>Whether the sentence says 'from X to Y', and the call did the opposite.</summary>
    private static bool IsSwapped(Claim claim, ObservedToolCall call)
    {
        var (from, to) = (TextOf(call, "from", "source"), TextOf(call, "to", "destination", "target"));
        return from is not null && to is not null && Says(claim.Text, "from", to) && Says(claim.Text, "(?:to|into)", from) && !from.Equals(to, StringComparison.OrdinalIgnoreCase);
    }

    private static string? TextOf(ObservedToolCall call, params string[] words) =>
        call.Arguments.FirstOrDefault(pair => words.Any(word => pair.Key.StartsWith(word, StringComparison.OrdinalIgnoreCase))).Value is { } value && PlainValue.ToText(value) is { Length: > 0 } text ? text : null;

    private static bool Says(string text, string preposition, string name) => Regex.IsMatch(text, $@"\b{preposition}\s+(?:your\s+|the\s+|my\s+)?{Regex.Escape(name)}\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    /// <summary>Whether a tool returned a record of it: the answer may report what was done before, by another.</summary>
    private static bool IsRecorded(Claim claim, IReadOnlyList<ObservedToolCall> calls)
    {
        if (claim.IsOwn)
            return false;
        var stem = claim.Word.Length > 4 ? claim.Word[..^2].TrimEnd('r', 'l') : claim.Word;
        return calls.Where(IsSuccess).Any(call => call.ResultJson is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } json ? HasRecord(json, stem, claim.Amount) : IsRecord(call.ResultText, stem, claim.Amount));
    }

    private static bool HasRecord(JsonElement json, string stem, NumberValue? amount) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().Any(element => HasRecord(element, stem, amount)),
        JsonValueKind.Object => json.EnumerateObject().Any(property => HasRecord(property.Value, stem, amount))
            || !json.EnumerateObject().Any(property => property.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object) && IsRecord(json.GetRawText(), stem, amount),
        _ => false,
    };

    private static bool IsRecord(string text, string stem, NumberValue? amount) =>
        text.Contains(stem, StringComparison.OrdinalIgnoreCase) && (amount is null || NumberText.FindAll(text).Any(found => Math.Abs(found.Number.Amount) == Math.Abs(amount.Amount)));
}
