using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Puts together what others said, each text under the name of its author, so that a text that was hidden or lost is missing in the answer.</summary>
internal static partial class Synthesis
{
    public static OfflineAnswer? Answer(OfflineRequest request)
    {
        if (!Wanted.IsMatch(request.Text))
            return null;

        var found = Findings(request);
        var text = found.Count == 0 ? "Nothing that others found is in what I was sent." : string.Join("\n", found.Prepend("What was found:"));
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

    [GeneratedRegex(@"\b(?:combine|collect|put together)\b.{0,40}\b(?:found|results?|notes?)\b|\b(?:write|draft|prepare)\b.{0,40}\breport\b", RegexOptions.IgnoreCase)]
    private static partial Regex Wanted { get; }

    [GeneratedRegex(@"(?:write|save|create|document).*(?:report|document|tool)|report", RegexOptions.IgnoreCase)]
    private static partial Regex WritesDocuments { get; }
}
