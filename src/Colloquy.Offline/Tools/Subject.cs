using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>Finds what a request is about, beneath the words that ask for it.</summary>
internal static partial class Subject
{
    private const int Longest = 80;

    /// <summary>Returns a short subject: 'Please open a case, the press #4711 leaks oil' is about 'Press #4711 leaks oil'.</summary>
    public static string? Of(OfflineRequest request)
    {
        if (Whole(request) is not { } whole)
            return null;

        var subject = Sentences.Capitalise(Owner.Replace(Sentences.WithoutGreeting(Sentences.Of(whole).First()), "").TrimEnd('.', '!', '?', ' '));
        return subject.Length <= Longest ? subject : subject[..(Longest - 1)] + "…";
    }

    /// <summary>Returns all that was said of it; where the request says only 'it', what was said before.</summary>
    public static string? Whole(OfflineRequest request) =>
        request.EarlierUserTexts.Reverse().Where(text => !text.EndsWith('?')).Prepend(request.Text.TrimEnd('?'))
            .Select(text => Politeness.Replace(Command.Replace(text, "").Trim(' ', ',', ':', ';', '-', '.'), "").Trim())
            .FirstOrDefault(text => !Pronoun.IsMatch(text) && Sentences.WithoutGreeting(text).Length > 0);

    /// <summary>Returns what is searched for: 'Do you have any brass gate valves in stock?' seeks 'brass gate valves'.</summary>
    public static string? Sought(string clause)
    {
        var sought = Tail.Replace(Search.Replace(Sentences.WithoutGreeting(clause), ""), "").Trim(' ', '.', '?', '!', '"', '\'');
        return sought.Length > 0 ? sought : null;
    }

    [GeneratedRegex(@"\b(?:please\s+)?(?:(?:can|could|would|will)\s+you\s+)?(?:please\s+)?(?:i\s+(?:want|need|would like)\s+to\s+|i['’]d\s+like\s+to\s+|go ahead and\s+)?(?:open|create|file|raise|submit|log|make|start|register|send|report)\s+(?:me\s+|us\s+)?(?:an?other\s+|an?\s+|the\s+)?(?:new\s+|repair\s+|support\s+|urgent\s+|high[- ]priority\s+)*(?:ticket|case|request|issue|fault|report|order|task|note)s?\b(?:\s+(?:for|about|regarding|because|that|saying|on|to say|with the subject|titled|called))?", RegexOptions.IgnoreCase)]
    private static partial Regex Command { get; }

    [GeneratedRegex(@"^(?:please|thanks|thank you|yes|ok|okay|sure)?[\s,.!]*(?:please)?$|^(?:yes|ok|okay|sure)[,.!\s]+|[\s,]+(?:please|thanks|thank you)[.!]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Politeness { get; }

    [GeneratedRegex(@"^(?:it|this|that|them|me|him|her|us|the same|about it|for it|for me)?[.!?]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Pronoun { get; }

    [GeneratedRegex(@"^(?:my|our|the|that|i have an?|i have)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Owner { get; }

    [GeneratedRegex(@"^.*?\b(?:search(?: the \w+)? for|search|find(?: me)?|look(?:ing)? for|do you (?:have|sell|carry)|got|shopping for|show me|check (?:the )?(?:inventory|stock|price|shelf) (?:of|for)|is|are)\b\s+(?:for\s+)?(?:any\s+|some\s+|an?\s+|the\s+)?", RegexOptions.IgnoreCase)]
    private static partial Regex Search { get; }

    [GeneratedRegex(@"\s+(?:in stock|on the shelf|available|please|for me|in (?:the|your) (?:shop|store|catalogue|catalog))\b.*$", RegexOptions.IgnoreCase)]
    private static partial Regex Tail { get; }
}
