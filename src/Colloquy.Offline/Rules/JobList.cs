using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>Keeps a list of jobs that exists only in the messages: each answer reads it from them anew.</summary>
internal static partial class JobList
{
    public static OfflineAnswer? Answer(OfflineRequest request)
    {
        var jobs = After(request.EarlierUserTexts);
        if (Added(request.Text) is { } added)
        {
            jobs = [.. jobs.Append(added).Distinct(StringComparer.OrdinalIgnoreCase)];
            return OfflineAnswer.Say($"\"{added}\" is on the list, as job {jobs.FindIndex(job => job.Equals(added, StringComparison.OrdinalIgnoreCase)) + 1} of {jobs.Count}.");
        }

        if (Done(request.Text) is { } done)
            return OfflineAnswer.Say(jobs.RemoveAll(job => Matches(job, done)) > 0
                ? $"\"{done}\" is off the list. {Left(jobs.Count)}"
                : Facts.NoRecord($"a job \"{done}\""));

        if (!Question.IsMatch(request.Text))
            return null;

        return OfflineAnswer.Say(jobs.Count > 0
            ? $"On the list: {string.Join("; ", jobs.Select((job, at) => $"({at + 1}) {job}"))}."
            : Facts.NoRecord("any jobs"));
    }

    private static List<string> After(IEnumerable<string> texts)
    {
        List<string> jobs = [];
        foreach (var text in texts)
        {
            if (Added(text) is { } added && !jobs.Contains(added, StringComparer.OrdinalIgnoreCase))
                jobs.Add(added);
            else if (Done(text) is { } done)
                jobs.RemoveAll(job => Matches(job, done));
        }

        return jobs;
    }

    private static string Left(int jobs) => jobs switch { 0 => "Nothing is left.", 1 => "1 job is left.", _ => $"{jobs} jobs are left." };

    private static bool Matches(string job, string words) => job.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static string? Added(string text) => Job(Add.Match(text));

    private static string? Done(string text) => Job(Finish.Match(text));

    private static string? Job(Match match) => match.Success ? match.Groups["job"].Value.Trim().Trim('\'', '"', '“', '”', '‘', '’') : null;

    [GeneratedRegex(@"\b(?:add|put|write)\s+(?<job>.{1,200}?)\s+(?:to|on|onto)\s+(?:my|the|our)\s+(?:jobs?|to-?dos?|(?:job |work |to-?do )?list)\b|\b(?:new|next)\s+job\s*:\s*(?<job>.{1,200}?)[.!]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Add { get; }

    [GeneratedRegex(@"\b(?:take|strike|cross|remove|delete)\s+(?<job>.{1,200}?)\s+(?:off|from)\s+(?:my|the|our)\s+(?:jobs?|to-?dos?|(?:job |work |to-?do )?list)\b|\bfinished\s+(?:with\s+)?(?<job>['""“‘].{1,200}?['""”’])", RegexOptions.IgnoreCase)]
    private static partial Regex Finish { get; }

    [GeneratedRegex(@"\b(?:what|which|show|tell|how many|any)\b.{0,200}\b(?:jobs?|to-?dos?|on (?:my|the|our) (?:job |work |to-?do )?list)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Question { get; }
}
