using System.Text.RegularExpressions;

namespace Colloquy.Models;

/// <summary>Keeps a task list that exists nowhere but in the messages: it is made anew from them for each answer.</summary>
internal static partial class TaskList
{
    public static OfflineAnswer? Answer(OfflineRequest request)
    {
        var tasks = After(request.EarlierUserTexts);
        if (Added(request.Text) is { } added)
            return OfflineAnswer.Say($"I've added \"{added}\" to your task list. You now have {Count(tasks.Append(added).Distinct(StringComparer.OrdinalIgnoreCase).Count())}.");

        if (Done(request.Text) is { } done)
            return OfflineAnswer.Say(tasks.RemoveAll(task => Matches(task, done)) > 0
                ? $"I've taken \"{done}\" off your task list. You now have {Count(tasks.Count)}."
                : Facts.NoRecord($"a task \"{done}\""));

        if (!Question.IsMatch(request.Text))
            return null;

        return OfflineAnswer.Say(tasks.Count > 0
            ? $"You have {Count(tasks.Count)}: {string.Join(", ", tasks.Select((task, at) => $"{at + 1}. {task}"))}."
            : Facts.NoRecord("any tasks"));
    }

    private static List<string> After(IEnumerable<string> texts)
    {
        List<string> tasks = [];
        foreach (var text in texts)
        {
            if (Added(text) is { } added && !tasks.Contains(added, StringComparer.OrdinalIgnoreCase))
                tasks.Add(added);
            else if (Done(text) is { } done)
                tasks.RemoveAll(task => Matches(task, done));
        }

        return tasks;
    }

    private static string Count(int tasks) => tasks == 1 ? "1 task" : $"{tasks} tasks";

    private static bool Matches(string task, string words) => task.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static string? Added(string text) => Task(Add.Match(text));

    private static string? Done(string text) => Task(Finish.Match(text));

    private static string? Task(Match match) => match.Success ? match.Groups["task"].Value.Trim().Trim('\'', '"', '“', '”', '‘', '’') : null;

    [GeneratedRegex(@"\b(?:add|put)\s+(?<task>.{1,200}?)\s+(?:(?:to|on)\s+(?:(?:my|the)\s+)?(?:tasks?|to-?dos?)(?:\s+list)?|as\s+a(?:nother|\s+new)?\s+task)\b|\badd\s+(?:a\s+)?task\s*:?\s+(?<task>.{1,200}?)[.!]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Add { get; }

    [GeneratedRegex(@"\b(?:mark|set)\s+(?<task>.{1,200}?)\s+as\s+(?:done|complete|completed|finished)\b|\b(?:remove|delete|take)\s+(?<task>.{1,200}?)\s+(?:from|off)\s+(?:(?:my|the)\s+)?(?:tasks?|to-?dos?)(?:\s+list)?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Finish { get; }

    [GeneratedRegex(@"\b(?:what|which|list|show|tell|how many|any)\b.{0,200}\b(?:tasks?|to-?dos?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Question { get; }
}
