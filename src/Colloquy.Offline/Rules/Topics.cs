using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>Finds what a message is about.</summary>
internal static partial class Topics
{
    /// <summary>Gets a value that indicates whether a message is more than a greeting.</summary>
    public static bool Has(string text) => Sentences.WithoutGreeting(text).Length > 0;

    /// <summary>Returns the topic, said to the person ('trouble with your boiler'); null where no words point at one.</summary>
    public static string? In(string text)
    {
        if (Trouble.Match(text) is { Success: true } trouble)
            return SecondPerson.Of(trouble.Groups["topic"].Value.Trim());

        return About.Match(text) is { Success: true } about ? SecondPerson.Of(about.Groups["topic"].Value.Trim())
            : What.Match(text) is { Success: true } what ? SecondPerson.Of(what.Groups["topic"].Value.Trim())
            : null;
    }

    [GeneratedRegex(@"\b(?<topic>(?:trouble|problems?|issues?|difficult(?:y|ies))\s+(?:with|about|on|in)\s+[^.!?;]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Trouble { get; }

    [GeneratedRegex(@"\b(?:help|questions?|asking|ask|wondering|know|talk|curious|information|info|advice|inquire|enquire)\b[^.!?;]{0,200}?\b(?:with|about|on|regarding)\s+(?<topic>[^.!?;]+)", RegexOptions.IgnoreCase)]
    private static partial Regex About { get; }

    [GeneratedRegex(@"^(?:what(?:['’]s| is| are)|where(?:['’]s| is| are)|tell me about|what about|how about)\s+(?<topic>[^.!?;]+)", RegexOptions.IgnoreCase)]
    private static partial Regex What { get; }
}
