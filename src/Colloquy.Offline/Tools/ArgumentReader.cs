using System.Globalization;
using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>Takes an argument from what the user wrote, from earlier results, or from the schema's default.</summary>
internal static partial class ArgumentReader
{
    public static object? Read(OfflineRequest request, ToolParameter parameter, string clause) => parameter switch
    {
        { Choices.Count: > 0 } => Choice(parameter, clause) ?? (object?)parameter.Default ?? (parameter.Required ? Usual(parameter, request.Text) : null),
        _ when Alternatives.Of(parameter).Count > 0 => Alternatives.Read(parameter, clause) ?? Text(request, parameter, clause) ?? (object?)parameter.Default,
        { Type: "integer" } => Number(clause, whole: true) ?? (object?)parameter.Default,
        { Type: "number" } => Number(clause, whole: false) ?? (object?)parameter.Default,
        { Type: "boolean" } => (object?)parameter.Default ?? (parameter.Required ? true : null),
        { Type: "array" or "object" } => parameter.Default,
        _ => Text(request, parameter, clause) ?? (object?)parameter.Default,
    };

    private static string? Text(OfflineRequest request, ToolParameter parameter, string clause)
    {
        if (parameter.Is("id", "number", "sku", "code", "reference"))
            return Words.Codes(clause).FirstOrDefault() ?? EarlierResults.Find(request, parameter.Name, clause);

        if (parameter.Is("task"))
            return clause.Trim();

        if (parameter.Is("subject", "title", "summary", "reason", "issue", "problem", "topic"))
            return Subject.Of(request);

        if (parameter.Is("description", "detail", "body", "text", "message", "content", "note", "question", "comment"))
            return Subject.Whole(request);

        if (parameter.Is("priority", "severity", "urgency"))
            return parameter.Default is null ? Urgency(request.Text) : null;

        return Labelled(parameter, clause)
            ?? (parameter.Is("query", "keyword", "term", "search", "name", "product", "q") ? Subject.Sought(clause) : null)
            ?? (parameter.Is("city", "location", "place", "destination", "country") ? Place.Match(clause).Groups["place"].Value.NullIfEmpty() : null)
            ?? (parameter.Is("to", "recipient", "email", "address", "mail") ? Mail.Match(clause).Value.NullIfEmpty() : null)
            ?? Quoted.Match(clause).Groups["text"].Value.NullIfEmpty();
    }

    private static string? Choice(ToolParameter parameter, string clause) =>
        parameter.Choices.FirstOrDefault(choice => Regex.IsMatch(clause, $@"\b{Regex.Escape(choice)}\b", RegexOptions.IgnoreCase));

    private static string Usual(ToolParameter parameter, string text) =>
        new[] { Urgency(text), "normal", "medium", "default", "general", "other" }
            .FirstOrDefault(usual => parameter.Choices.Contains(usual, StringComparer.OrdinalIgnoreCase)) ?? parameter.Choices[0];

    private static string Urgency(string text) => Urgent.IsMatch(text) ? "high" : "normal";

    private static decimal? Number(string clause, bool whole) =>
        Amount.Matches(clause).Select(match => decimal.Parse(match.Groups["number"].Value, NumberStyles.Number, CultureInfo.InvariantCulture))
            .Where(number => !whole || number == decimal.Truncate(number)).Cast<decimal?>().FirstOrDefault();

    // 'city: Gdynia', 'with name "Marek"'
    private static string? Labelled(ToolParameter parameter, string clause) =>
        Regex.Match(clause, $@"\b{Regex.Escape(parameter.Name.Replace('_', ' '))}\s*(?:is|=|:)\s*[""']?(?<value>[^""',.;?!]+)", RegexOptions.IgnoreCase)
            .Groups["value"].Value.Trim().NullIfEmpty();

    private static string? NullIfEmpty(this string text) => text.Length > 0 ? text : null;

    [GeneratedRegex(@"(?<![#\w-])\$?(?<number>\d[\d,]*(?:\.\d+)?)\b")]
    private static partial Regex Amount { get; }

    [GeneratedRegex(@"\b(?:urgent|urgently|asap|critical|immediately|emergency|high priority)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Urgent { get; }

    [GeneratedRegex(@"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")]
    private static partial Regex Mail { get; }

    [GeneratedRegex(@"\b(?:in|at|for|to)\s+(?<place>\p{Lu}[\p{L}-]*(?:\s+\p{Lu}[\p{L}-]*)*)")]
    private static partial Regex Place { get; }

    [GeneratedRegex(@"[""“'‘](?<text>[^""”’]+?)[""”'’](?=\W|$)")]
    private static partial Regex Quoted { get; }
}
