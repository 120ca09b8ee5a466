using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Writes turns as a text that is the same for each run and good to read in a diff: one thing a line, names of arguments in order, and ids and times made canonical.</summary>
internal static partial class SnapshotText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Compact = new(Indented) { WriteIndented = false };

    public static string Of(CheckSubject subject, IReadOnlyList<(string Pattern, string Replacement)> replacements)
    {
        var text = new StringBuilder();
        foreach (var turn in subject.Turns)
            Append(text, turn);
        return Canonical(ReadableText.Escape(text.ToString().ReplaceLineEndings("\n")), subject.Conversation, replacements);
    }

    private static void Append(StringBuilder text, TurnResult turn)
    {
        if (text.Length > 0)
            text.Append('\n');
        text.Append("turn ").Append(turn.Number).Append(turn.Name.Length == 0 ? "" : $", {turn.Name}").Append('\n');
        foreach (var message in turn.Input)
            Append(text, message.Role.Value, message.Text);
        foreach (var call in turn.ToolCalls)
        {
            Append(text, call.Host is null ? call.Name : $"{call.Host}.{call.Tool}", ToJson(JsonSerializer.SerializeToElement(call.Arguments, AIJsonUtilities.DefaultOptions)));
            Append(text, call switch { { Error: not null } => "  failed", { WasExecuted: false } => "  not executed", _ => "  returned" }, call.Error ?? (call.ResultJson is { } json ? ToJson(json) : call.ResultText));
        }

        foreach (var handoff in turn.Handoffs)
            Append(text, "handoff", handoff.To);
        foreach (var approval in turn.Approvals)
            Append(text, "waits for", approval.Tool);
        if (turn.Error is { } error)
            Append(text, "error", $"{error.GetType().Name}: {error.Message}");
        else
            Append(text, turn.Agent ?? "assistant", turn.Text);
    }

    private static void Append(StringBuilder text, string who, string what)
    {
        var indent = who.Length - who.TrimStart().Length + 2;
        var lines = what.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        text.Append(who).Append(':').Append(lines.Length == 1 ? $" {lines[0]}".TrimEnd() : "").Append('\n');
        if (lines.Length == 1)
            return;
        foreach (var line in lines)
            text.Append(line.Length == 0 ? "" : new string(' ', indent)).Append(line.TrimEnd()).Append('\n');
    }

    private static string ToJson(JsonElement json) => json.ValueKind is JsonValueKind.Object or JsonValueKind.Array && json.GetRawText().Length > 80
        ? JsonSerializer.Serialize(Sorted(json), Indented)
        : JsonSerializer.Serialize(Sorted(json), Compact);

    private static object? Sorted(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new SortedDictionary<string, object?>(json.EnumerateObject().GroupBy(property => property.Name).ToDictionary(group => group.Key, group => Sorted(group.Last().Value)), StringComparer.Ordinal),
        JsonValueKind.Array => json.EnumerateArray().Select(Sorted).ToList(),
        _ => json,
    };

    private static string Canonical(string text, Conversation conversation, IReadOnlyList<(string Pattern, string Replacement)> replacements)
    {
        foreach (var (pattern, replacement) in replacements)
            text = Regex.Replace(text, pattern, replacement, RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));
        text = text.Replace(conversation.ConversationId, "<conversation>", StringComparison.Ordinal);
        return Number(Times(), Number(Ids(), text, "id"), "time");
    }

    /// <summary>Gives each different match a number, so that the same id is the same again.</summary>
    private static string Number(Regex expression, string text, string name)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        return expression.Replace(text, match =>
        {
            if (!numbers.TryGetValue(match.Value, out var number))
                numbers.Add(match.Value, number = numbers.Count + 1);
            return $"<{name} {number}>";
        });
    }

    [GeneratedRegex(@"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b|\b[0-9a-f]{32}\b|\b[0-9A-HJKMNP-TV-Z]{26}\b")]
    private static partial Regex Ids();

    [GeneratedRegex(@"\b[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?\b")]
    private static partial Regex Times();
}
