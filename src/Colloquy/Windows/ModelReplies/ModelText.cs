using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What models write besides their answer.</summary>
internal static partial class ModelText
{
    /// <summary>The text of an answer to a question besides the conversation, which is kept and shown to models from then on: whole, and without thoughts.</summary>
    /// <exception cref="FormatException">The answer was cut.</exception>
    public static string WholeTextOf(ChatResponse response)
    {
        if (response.FinishReason == ChatFinishReason.Length)
            throw new FormatException("The model's answer was cut at its limit of tokens (finish reason 'length'), so it is not used.");
        if (response.FinishReason == ChatFinishReason.ContentFilter)
            throw new FormatException("The model's answer was cut by its service (finish reason 'content_filter'), so it is not used.");

        return WithoutThoughts(response.Text);
    }

    /// <summary>What somebody said, as another model is told of it: of an assistant without its thoughts.</summary>
    public static string SaidBy(ChatRole role, string text) => role == ChatRole.Assistant ? WithoutThoughts(text) : text;

    /// <summary>
    /// Takes out what models that think aloud write between <c>&lt;think&gt;</c> and <c>&lt;/think&gt;</c>. Some services cut the beginning of
    /// a thought off, and a thought that was cut has no end.
    /// </summary>
    public static string WithoutThoughts(string text)
    {
        if (!Marks.IsMatch(text))
            return text;

        var left = Thoughts.Replace(text, "");
        var lastEnd = Ends.Matches(left) is [.., { } end] ? end.Index + end.Length : 0;
        return left[lastEnd..].Trim();
    }

    [GeneratedRegex("</?think(?:ing)?>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Marks { get; }

    [GeneratedRegex("<think(ing)?>.*?(?:</think(ing)?>|$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Thoughts { get; }

    [GeneratedRegex("</think(?:ing)?>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Ends { get; }
}
