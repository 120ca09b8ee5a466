using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents the results of a search.</summary>
public sealed record SearchPage
{
    /// <summary>The hits of the page, the best first.</summary>
    public required IReadOnlyList<SearchHit> Hits { get; init; }

    /// <summary>Gets the number of messages that were found and ranked, up to 2,000: the newest of the newest sessions.</summary>
    public required int Total { get; init; }

    /// <summary>Whether more messages match than were ranked.</summary>
    public required bool MoreMatch { get; init; }

    /// <summary>Gets the messages that could not be read and so were not searched; up to 1,000.</summary>
    public IReadOnlyList<CorruptEntryException> Unreadable { get; init; } = [];

    /// <summary>The position up to which the session was searched, its tip; null when several sessions were, each up to its tip at the time of the call or later.</summary>
    public Position? UpTo { get; init; }
}

/// <summary>A message that was found.</summary>
public sealed record SearchHit
{
    /// <summary>The message's session.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>The position of the message's entry.</summary>
    public required Position Position { get; init; }

    /// <summary>The start entry of the message's turn; <see cref="Position.Start"/> for none.</summary>
    public required Position TurnStart { get; init; }

    /// <summary>Gets the role of the message.</summary>
    public required ChatRole Role { get; init; }

    /// <summary>The agent that wrote the message; null for the user or the application.</summary>
    public string? Author { get; init; }

    /// <summary>Gets the time at which the entry was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets the score of the match, above 0. Compare scores within one search only.</summary>
    public required double Score { get; init; }

    /// <summary>The part of the message that shows best what was found.</summary>
    public required SearchSnippet Snippet { get; init; }
}
