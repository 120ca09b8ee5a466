using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>A model that summarizes and scores for windows, and now and then fails: its summaries tell which they are, and it knows what it was told for each.</summary>
public sealed class LosslessWorker(Random random)
{
    private readonly Dictionary<string, string> _told = [];

    /// <summary>Whether it failed in the run that is under way.</summary>
    public bool HasFailed { get; set; }

    public ChatMessage Answer(IReadOnlyList<ChatMessage> messages)
    {
        if (random.Next(5) == 0)
        {
            HasFailed = true;
            throw new InvalidOperationException("no");
        }

        var prompt = messages[0].Text;
        if (prompt.StartsWith("[1]\n", StringComparison.Ordinal))
            return new ChatMessage(ChatRole.Assistant, $$"""{"scores":[{{string.Join(',', Parts(prompt).Select((part, i) => $$"""{"part":{{i + 1}},"score":{{(part.Contains("important", StringComparison.Ordinal) ? 9 : 1)}},"reason":"it says so"}"""))}}]}""");

        var name = $"summary-{_told.Count.ToString(CultureInfo.InvariantCulture)}.";
        _told[name] = prompt + string.Concat(_told.Where(earlier => prompt.Contains($"before:\n{earlier.Key}\n", StringComparison.Ordinal)).Select(earlier => "\n" + earlier.Value));
        return new ChatMessage(ChatRole.Assistant, name);
    }

    /// <summary>All that a summary was written of, and those before it.</summary>
    public string Told(string summary) => _told[summary];

    private static IEnumerable<string> Parts(string prompt)
    {
        var at = 0;
        for (var number = 1; at >= 0; number++)
        {
            var next = prompt.IndexOf(string.Create(CultureInfo.InvariantCulture, $"\n[{number + 1}]\n"), at, StringComparison.Ordinal);
            yield return next < 0 ? prompt[at..] : prompt[at..next];
            at = next;
        }
    }
}
