using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents the results of a search.</summary>
public sealed record SearchPage
{
    /// <summary>Gets the hits of the page, the best first.</summary>
    public required IReadOnlyList<SearchHit> Hits { get; init; }

    /// <summary>Gets the number of messages that were found and ranked, up to 2,000: the newest of the newest sessions.</summary>
    public required int Total { get; init; }

    /// <summary>Gets a value that indicates whether more messages match than were ranked.</summary>
    public required bool MoreMatch { get; init; }

    /// <summary>Gets the messages that could not be read and so were not searched; up to 1,000.</summary>
    public IReadOnlyList<CorruptDataException> Unreadable { get; init; } = [];

    /// <summary>Gets the position up to which the session was searched, its tip; null when several sessions were, each up to its tip at the time of the call or later.</summary>
    public Position? UpTo { get; init; }
}

/// <summary>Represents a message that was found.</summary>
public sealed record SearchHit
{
    /// <summary>Gets the message's session.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>Gets the position of the message's entry.</summary>
    public required Position Position { get; init; }

    /// <summary>Gets the position of the start entry of the message's turn; <see cref="Position.Start"/> for none.</summary>
    public required Position TurnStart { get; init; }

    /// <summary>Gets the role of the message.</summary>
    public required ChatRole Role { get; init; }

    /// <summary>Gets the agent that wrote the message; null for the user or the application.</summary>
    public string? Author { get; init; }

    /// <summary>Gets the time at which the entry was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets the score of the match, above 0. Compare scores within one search only.</summary>
    public required double Score { get; init; }

    /// <summary>Gets the part of the message that shows best what was found: about 160 characters in one line, whole words, with <c>…</c> where the message goes on. Line breaks and control characters are spaces.</summary>
    public required string Snippet { get; init; }

    /// <summary>Gets what was found, as ranges of <see cref="Snippet"/> from its beginning, in order and not overlapping.</summary>
    public required IReadOnlyList<Range> Highlights { get; init; }

    /// <summary>Returns the snippet with marks around what was found.</summary>
    /// <param name="before">The text to insert before each highlight.</param>
    /// <param name="after">The text to insert after each highlight.</param>
    public string Mark(string before, string after)
    {
        var marked = new StringBuilder(Snippet.Length + (Highlights.Count * 8));
        var at = 0;
        foreach (var highlight in Highlights)
        {
            var (start, length) = highlight.GetOffsetAndLength(Snippet.Length);
            marked.Append(Snippet, at, start - at).Append(before).Append(Snippet, start, length).Append(after);
            at = start + length;
        }

        return marked.Append(Snippet, at, Snippet.Length - at).ToString();
    }
}
