using System.Text.RegularExpressions;

namespace Colloquy.Models;

/// <summary>Finds which account is meant: 'Transfer $200 to savings' takes the money from the other one that is known.</summary>
internal static partial class Accounts
{
    private static readonly string[] s_usual = ["checking", "savings"];

    public static string? Read(ToolParameter parameter, string clause)
    {
        var named = Known(parameter, clause).Where(account => Says(clause, account)).ToList();
        var (from, to) = (After(clause, "from", named), After(clause, "(?:in)?to", named));
        if (parameter.Has("from") || parameter.Has("source"))
            return from ?? Other(parameter, clause, to);

        if (parameter.Has("to") || parameter.Has("target") || parameter.Has("destination"))
            return to ?? Other(parameter, clause, from);

        return named.FirstOrDefault();
    }

    private static IReadOnlyList<string> Known(ToolParameter parameter, string clause) =>
        parameter.Choices is { Count: > 0 } choices ? choices
        : [.. s_usual, .. AccountWord.Matches(clause).Select(match => match.Groups["name"].Value.ToLowerInvariant()).Except(s_usual)];

    private static string? Other(ToolParameter parameter, string clause, string? one) =>
        one is null ? null : Known(parameter, clause).FirstOrDefault(account => account != one);

    private static string? After(string clause, string word, List<string> accounts) =>
        accounts.FirstOrDefault(account => Regex.IsMatch(clause, $@"\b{word}\s+(?:my\s+|the\s+)?{Regex.Escape(account)}\b", RegexOptions.IgnoreCase));

    private static bool Says(string clause, string account) =>
        Regex.IsMatch(clause, $@"\b{Regex.Escape(account)}\b", RegexOptions.IgnoreCase);

    [GeneratedRegex(@"\b(?!my\b|the\b|an?\b|all\b|each\b|bank\b|from\b|to\b)(?<name>[a-z]+)\s+account\b", RegexOptions.IgnoreCase)]
    private static partial Regex AccountWord { get; }
}
