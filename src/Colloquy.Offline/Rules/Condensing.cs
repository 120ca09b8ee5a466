using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Says what matters of a conversation, when asked to sum it up or to score its parts: what people say of themselves, and numbers and codes.</summary>
internal static partial class Condensing
{
    private const int ScoreOfFact = 9;
    private const int ScoreOfCode = 7;
    private const int ScoreOfRest = 2;
    private const int MostSentences = 20;

    /// <summary>Writes the summary of a conversation: an earlier summary, and the user's sentences that matter, word for word; else the last ones.</summary>
    public static OfflineAnswer? SumUp(OfflineRequest request)
    {
        if (!WantsSummary.IsMatch(request.Instructions))
            return null;

        var earlier = Earlier.Match(request.Text);
        var said = SaidByUser.In(request.Text[(earlier.Index + earlier.Length)..]).SelectMany(Sentences.Of).ToList();
        var matter = said.Where(sentence => Facts.In(sentence).Count > 0 || Words.Codes(sentence).Count > 0).ToList();
        var before = earlier.Success ? earlier.Groups["text"].Value.Split('\n') : [];
        List<string> kept = [.. before, .. matter.Count > 0 ? matter : said.TakeLast(3)];
        return OfflineAnswer.Say(kept.Count == 0 ? "The user said nothing." : string.Join("\n", kept.Distinct().TakeLast(MostSentences)));
    }

    /// <summary>Scores the parts of a conversation.</summary>
    public static OfflineAnswer? Score(OfflineRequest request)
    {
        if (request.Options.ResponseFormat is not ChatResponseFormatJson || !WantsScores.IsMatch(request.Instructions))
            return null;

        var scores = new JsonArray();
        var parts = Parts.Split(request.Text);
        for (var i = 1; i + 1 < parts.Length; i += 2)
        {
            var (score, reason) = Judge(parts[i + 1]);
            scores.Add((JsonNode)new JsonObject { ["part"] = int.Parse(parts[i], CultureInfo.InvariantCulture), ["score"] = score, ["reason"] = reason });
        }

        return OfflineAnswer.Say(new JsonObject { ["scores"] = scores }.ToJsonString());
    }

    private static (int Score, string Reason) Judge(string part)
    {
        var said = SaidByUser.In(part).ToList();
        if (said.SelectMany(Facts.In).FirstOrDefault() is { } fact)
            return (ScoreOfFact, $"the user said: {fact}");

        return said.SelectMany(Words.Codes).FirstOrDefault() is { } code ? (ScoreOfCode, $"names {code}") : (ScoreOfRest, "nothing that the stand-in takes for important");
    }

    [GeneratedRegex(@"\bwrite the summary of\b.{0,80}\bconversation\b", RegexOptions.IgnoreCase)]
    private static partial Regex WantsSummary { get; }

    [GeneratedRegex(@"\bscore each part\b", RegexOptions.IgnoreCase)]
    private static partial Regex WantsScores { get; }

    [GeneratedRegex(@"\ASummary of what came before:\n(?<text>.*?)\n\n[^\n]*\n", RegexOptions.Singleline)]
    private static partial Regex Earlier { get; }

    [GeneratedRegex(@"^\[(\d{1,6})\]\n", RegexOptions.Multiline)]
    private static partial Regex Parts { get; }
}
