using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a search found.</summary>
public sealed record SearchPage
{
    /// <summary>The hits of the page, the best first.</summary>
    public required IReadOnlyList<SearchHit> Hits { get; init; }

    /// <summary>How many messages were found and ranked, up to 2,000: the newest of the newest sessions.</summary>
    public required int Total { get; init; }

    /// <summary>Whether more messages match than were ranked.</summary>
    public required bool MoreMatch { get; init; }

    /// <summary>Messages that could not be read, so that they may have been found and were not; up to 1,000.</summary>
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

    /// <summary>Who speaks.</summary>
    public required ChatRole Role { get; init; }

    /// <summary>The agent that wrote the message; null for the user or the application.</summary>
    public string? Author { get; init; }

    /// <summary>When the entry was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How well it matches, above 0. To be compared within one search only.</summary>
    public required double Score { get; init; }

    /// <summary>The part of the message that shows best what was found.</summary>
    public required SearchSnippet Snippet { get; init; }
}
