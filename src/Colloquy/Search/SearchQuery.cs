using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents a search for messages.</summary>
/// <param name="Text">Words, all of which a message must hold; words between double quotes follow one another; a word that ends in <c>*</c> is the beginning of one. Anything else is text, and nothing is an error. Without a letter, a digit or an emoji in it nothing is found; up to 100 words are looked for.</param>
public sealed record SearchQuery(string Text)
{
    /// <summary>Gets the role of the messages to find; null for all.</summary>
    public ChatRole? Role { get; init; }

    /// <summary>Gets the time from which on messages are found; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Gets a value that indicates whether what is not on the branch is found too.</summary>
    /// <value>The default is the branch: of a session's handle its own, else each session's current one.</value>
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

    /// <summary>Returns a query of nothing but a text.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator SearchQuery(string text) => FromString(text);

    /// <summary>Makes a query of nothing but a text.</summary>
    /// <param name="text">The text.</param>
    public static SearchQuery FromString(string text) => new(text);
}
