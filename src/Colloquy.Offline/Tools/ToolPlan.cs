using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>A call that a request asks for, and the required arguments that nothing said.</summary>
internal sealed record PlannedCall(AIFunctionDeclaration Tool, Dictionary<string, object?> Arguments, IReadOnlyList<string> Missing);

/// <summary>Finds the tools a request asks for, one for each of its parts ('show the level and my cases').</summary>
internal static partial class ToolPlan
{
    public static IReadOnlyList<PlannedCall> Of(OfflineRequest request)
    {
        List<PlannedCall> plan = [];
        var asks = false;
        foreach (var clause in Parts.Split(request.Text).Where(part => part.Trim().Length > 0))
        {
            // A part without a verb of its own is asked for with the verb before it.
            asks = ToolMatch.Asks(clause) || (asks && Mine.IsMatch(clause));
            if (Best(request, clause, asks) is { } call && plan.All(known => known.Tool.Name != call.Tool.Name))
                plan.Add(call);
        }

        return plan;
    }

    public static PlannedCall Call(OfflineRequest request, AIFunctionDeclaration tool, string clause)
    {
        var arguments = ToolParameter.Of(tool)
            .Select(parameter => (parameter, value: ArgumentReader.Read(request, parameter, clause)))
            .ToList();

        return new PlannedCall(
            tool,
            arguments.Where(argument => argument.value is not null).ToDictionary(argument => argument.parameter.Name, argument => argument.value),
            [.. arguments.Where(argument => argument is { value: null, parameter.Required: true }).Select(argument => argument.parameter.Name)]);
    }

    private static PlannedCall? Best(OfflineRequest request, string clause, bool asks)
    {
        var calls = request.Tools.Where(tool => !Handovers.Is(tool.Name))
            .Select(tool => (tool, score: ToolMatch.Score(tool, clause, asks)))
            .Where(candidate => candidate.score > 0)
            .OrderByDescending(candidate => candidate.score)
            .Select(candidate => Call(request, candidate.tool, clause))
            .ToList();

        // A tool that lacks an argument gives way to one about the same thing that needs none, or to one that may find it.
        return calls is not [var best, ..] || best.Missing.Count == 0 ? calls.FirstOrDefault()
            : calls.FirstOrDefault(call => call.Missing.Count == 0 && IsAlike(best.Tool, call.Tool)) ?? best;
    }

    private static bool IsAlike(AIFunctionDeclaration one, AIFunctionDeclaration other)
    {
        var (first, second) = (new ToolWords(one), new ToolWords(other));
        return !first.IsAction && !second.IsAction && (second.Searches || first.Nouns.Intersect(second.Nouns).Any());
    }

    [GeneratedRegex(@"\s*,?\s+(?:and then|and also|and|then|also|plus)\s+|;\s*|(?<=[.?!])\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Parts { get; }

    [GeneratedRegex(@"^\W*(?:my|the|our|its?|any)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Mine { get; }
}
