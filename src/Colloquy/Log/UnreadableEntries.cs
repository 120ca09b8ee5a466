using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Gathers the entries that a reader of many sessions passes over.</summary>
internal sealed class UnreadableEntries(ILogger logger)
{
    private const int Most = 1_000;

    private readonly Dictionary<(SessionKey, Position), CorruptDataException> _found = [];

    public ILogger Logger => logger;

    public long Count { get; private set; }

    /// <summary>Those that were met, up to 1,000.</summary>
    public IReadOnlyList<CorruptDataException> Found => [.. _found.Values.OrderBy(entry => entry.Position)];

    /// <summary>Adds one; returns no text, for who looks for text.</summary>
    public string? Add(SessionKey key, Position position, string problem)
    {
        Count++;
        if (_found.Count < Most)
            _found.TryAdd((key, position), new CorruptDataException(key, position, problem));
        return null;
    }
}
