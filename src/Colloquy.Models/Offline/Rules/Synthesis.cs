using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Puts together what others found: their words and their tools' results, each by the name of who it is from, so that what was hidden or lost is missed.</summary>
internal static partial class Synthesis
{
    public static OfflineAnswer? Answer(OfflineRequest request)
    {
        if (!Wanted.IsMatch(request.Text))
            return null;

        var found = Findings(request);
        var text = found.Count == 0 ? "There are no findings in what I was sent." : string.Join("\n", found.Prepend("Findings:"));
        return request.RunsOfThisTurn.Count == 0 && found.Count > 0 && Writer(request) is { } call
            ? OfflineAnswer.Call(new OfflineCall(call.Tool.Name, new Dictionary<string, object?> { [call.Parameter.Name] = text }))
            : OfflineAnswer.Say(text);
    }

    private static List<string> Findings(OfflineRequest request) =>
    [
        .. request.Earlier.Where(message => message.Role == ChatRole.Assistant && message.Text.Length > 0)
            .Select(message => $"- {message.AuthorName ?? "earlier"}: {message.Text}")
            .Distinct(),
    ];

    private static (AIFunctionDeclaration Tool, ToolParameter Parameter)? Writer(OfflineRequest request)
    {
        foreach (var tool in request.Tools.Where(tool => WritesDocuments.IsMatch(tool.Name)))
        {
            if (ToolParameter.Of(tool).FirstOrDefault(parameter => parameter.Type == "string") is { } parameter)
                return (tool, parameter);
        }

        return null;
    }

    [GeneratedRegex(@"\b(?:synthesi[sz]e)\b|\b(?:write|draft|prepare)\b.{0,40}\b(?:report|synthesis)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Wanted { get; }

    [GeneratedRegex(@"(?:write|save|create|document).*(?:report|document|tool)|report", RegexOptions.IgnoreCase)]
    private static partial Regex WritesDocuments { get; }
}
