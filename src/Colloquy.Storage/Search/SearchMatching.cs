using System.Diagnostics.CodeAnalysis;

namespace Colloquy.Storage;

/// <summary>Represents a query of the search index.</summary>
public sealed record SearchMatching
{
    /// <summary>Gets the sessions that are searched.</summary>
    public required SessionSelection Selection { get; init; }

    /// <summary>Gets the terms that a message must contain, all of them.</summary>
    public required IReadOnlyList<SearchTerm> Terms { get; init; }

    /// <summary>Gets a value that indicates whether only messages on a branch's line are found.</summary>
    public SearchLines Lines { get; init; }

    /// <summary>Gets the head of the line to search, when one session is selected; null for the current branch of each session.</summary>
    public Position? Head { get; init; }

    /// <summary>Gets the role of the messages to find; null for all.</summary>
    public string? Role { get; init; }

    /// <summary>Gets the earliest time of the messages; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Gets the most messages that are found. To learn whether there are more, request one more than needed.</summary>
    public required int Limit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Limit));
            field = value;
        }
    }

    /// <summary>Returns a value that indicates whether a text matches the query, on any line, with the match.</summary>
    /// <param name="key">The text's session.</param>
    /// <param name="position">The position of its message.</param>
    /// <param name="role">The role of the message.</param>
    /// <param name="at">The time at which it was written.</param>
    /// <param name="words">The words, as in <see cref="SearchText.Words"/>.</param>
    /// <param name="candidate">The match.</param>
    public bool TryMatch(SessionKey key, Position position, string role, DateTimeOffset at, ReadOnlySpan<byte> words, [NotNullWhen(true)] out SearchCandidate? candidate)
    {
        candidate = null;
        if ((Role is not null && role != Role) || at < Since)
            return false;

        var counts = new int[Terms.Count];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = Terms[i].CountIn(words);
            if (counts[i] == 0)
                return false;
        }

        candidate = new SearchCandidate(key, position, at, counts, words.Count((byte)' ') + 1);
        return true;
    }
}

/// <summary>Represents a message that matches.</summary>
/// <param name="Key">The session.</param>
/// <param name="Position">The position of the message's entry.</param>
/// <param name="At">The time at which it was written.</param>
/// <param name="Counts">The number of times that each term occurs in it, in the order of <see cref="SearchMatching.Terms"/>.</param>
/// <param name="Length">The number of its words.</param>
public sealed record SearchCandidate(SessionKey Key, Position Position, DateTimeOffset At, IReadOnlyList<int> Counts, int Length);
