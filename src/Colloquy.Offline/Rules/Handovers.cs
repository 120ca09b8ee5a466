using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Hands the conversation over to whom a request is for, and takes it over when it was handed over.</summary>
internal static partial class Handovers
{
    private const string Prefix = "transfer_to_";

    /// <summary>Gets a value that indicates whether a tool hands the conversation over.</summary>
    public static bool Is(string tool) => tool.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Calls the tool that hands over to whom the user's words are for; nothing when they are for nobody, or it was tried in this turn.</summary>
    public static OfflineAnswer? HandOver(OfflineRequest request)
    {
        if (request.RunsOfThisTurn.Any(run => Is(run.Tool)))
            return null;

        var best = request.Tools.Where(tool => Is(tool.Name))
            .Select(tool => (tool, fit: Subjects.Fit($"{tool.Name[Prefix.Length..]} {About(tool)}", request.Text)))
            .OrderByDescending(candidate => candidate.fit)
            .FirstOrDefault(candidate => candidate.fit > 1);
        return best.tool is null ? null : OfflineAnswer.Call(new OfflineCall(best.tool.Name, new Dictionary<string, object?> { ["reason"] = $"The user said: \"{request.Text}\"" }));
    }

    /// <summary>Takes the conversation over, when this turn was handed over: with the tools that fit, else by saying who one is and what one was told.</summary>
    public static OfflineAnswer? TakeOver(OfflineRequest request)
    {
        if (request.RunsOfThisTurn is not [.., var last] || !Is(last.Tool) || last.Failed)
            return null;
        if (HandOver(request) is { } on)
            return on;
        if (ToolCalls.Answer(request) is { Calls.Count: > 0 } calls)
            return calls;

        var role = Role.Match(request.Instructions) is { Success: true } match ? $"the {match.Groups["role"].Value.Trim()}" : last.Tool[Prefix.Length..].Replace('_', ' ');
        var earlier = request.EarlierUserTexts.Count();
        var known = earlier == 0 ? "" : $" I have read what you said before ({(earlier == 1 ? "1 message" : $"{earlier} messages")}).";
        return OfflineAnswer.Say($"This is {role}. You said: \"{request.Text}\"{(char.IsPunctuation(request.Text.LastOrDefault()) ? "" : ".")}{known}");
    }

    // 'Hands the conversation over to X, who goes on with it. For errors.' is about errors.
    private static string About(AIFunctionDeclaration tool) => tool.Description.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? tool.Description[(end + 1)..] : "";

    [GeneratedRegex(@"\bYou(?:'re| are) (?:a|an|the|our) (?<role>[\w -]{2,60}?)(?= (?:who|that|for|of|at|in|and)\b|[.,;!\n]|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Role { get; }
}
