using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents a search for messages.</summary>
/// <param name="Text">The search text: words, all of which a message must contain; a phrase in double quotes; a word that ends in <c>*</c> as the beginning of a word. No text is an error. A text without a letter, a digit or an emoji finds nothing. Up to 100 words are used.</param>
public sealed record SearchQuery(string Text)
{
    /// <summary>Gets the role of the messages to find; null for all.</summary>
    public ChatRole? Role { get; init; }

    /// <summary>Gets the earliest time of the messages; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Gets a value that indicates whether messages that are not on the branch are found too.</summary>
    /// <value>The default searches the branch only: the branch of the session's handle, or the current branch of each session.</value>
    public SearchLines Lines { get; init; }

    /// <summary>Gets the maximum number of hits in the page, 1 to 100.</summary>
    /// <value>The default is 20.</value>
    public int Limit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Limit));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100, nameof(Limit));
            field = value;
        }
    } = 20;

    /// <summary>Gets the number of hits to skip, from 0.</summary>
    /// <value>The default is 0.</value>
    public int Offset
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Offset));
            field = value;
        }
    }

    /// <summary>Returns a query of a text with the default settings.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator SearchQuery(string text) => FromString(text);

    /// <summary>Returns a query of a text with the default settings.</summary>
    /// <param name="text">The text.</param>
    public static SearchQuery FromString(string text) => new(text);
}
