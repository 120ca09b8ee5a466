using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>Finds a thing that was mentioned, such as the number of a pump, in the earlier messages, the newest first.</summary>
internal static class Mentions
{
    private static readonly string[] s_kinds = ["number", "id", "code", "reference", "no"];

    public static string? Find(OfflineRequest request, string thing)
    {
        var sentences = request.Earlier.Reverse()
            .SelectMany(message => message.Contents.Select(content => content is Microsoft.Extensions.AI.FunctionResultContent result ? ResultText.Of(result) : content.ToString() ?? ""))
            .SelectMany(Sentences.Of).Where(sentence => !sentence.EndsWith('?')).ToList();
        var words = thing.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var core = string.Join(' ', words.Where(word => !s_kinds.Contains(word, StringComparer.OrdinalIgnoreCase)));

        return core.Length < thing.Length ? Code(sentences, core) : Named(sentences, thing);
    }

    private static string? Code(List<string> sentences, string core) => First(sentences,
        $@"\b{Regex.Escape(core)}\b[\s(]*(?:number|no\.?|id|code|reference)?\s*(?:is|was)?\s*[:=]?\s*(?<value>#?(?:[A-Za-z]{{1,6}}-)?\d[\w-]*)");

    private static string? Named(List<string> sentences, string thing) =>
        First(sentences, $@"\b{Regex.Escape(thing)}\s+(?:is|was|will be|would be)\s+(?<value>[^.!?;]+)") ?? Code(sentences, thing);

    private static string? First(List<string> sentences, string pattern) => sentences
        .Select(sentence => Regex.Match(sentence, pattern, RegexOptions.IgnoreCase))
        .FirstOrDefault(match => match.Success)?.Groups["value"].Value.Trim();
}
