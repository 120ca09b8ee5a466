using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>An entry that could not be read, and was passed over.</summary>
/// <param name="Key">The session.</param>
/// <param name="Position">The entry.</param>
/// <param name="Problem">What is wrong, as the end of a sentence.</param>
public sealed record UnreadableEntry(SessionKey Key, Position Position, string Problem);

/// <summary>Gathers the entries that a reader of many sessions passes over.</summary>
internal sealed class UnreadableEntries(ILogger logger)
{
    private const int Most = 1_000;

    private readonly Dictionary<(SessionKey, Position), UnreadableEntry> _found = [];

    public ILogger Logger => logger;

    public long Count { get; private set; }

    /// <summary>Those that were met, up to 1,000.</summary>
    public IReadOnlyList<UnreadableEntry> Found => [.. _found.Values.OrderBy(entry => entry.Position)];

    /// <summary>Adds one; returns no text, for who looks for text.</summary>
    public string? Add(SessionKey key, Position position, string problem)
    {
        Count++;
        if (_found.Count < Most)
            _found.TryAdd((key, position), new UnreadableEntry(key, position, problem));
        return null;
    }
}
