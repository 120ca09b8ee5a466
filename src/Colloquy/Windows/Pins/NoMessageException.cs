namespace Colloquy;

/// <summary>Thrown when a position holds no message that can be meant.</summary>
public sealed class NoMessageException : ColloquyException
{
    internal NoMessageException(SessionKey key, Position position, string problem)
        : base($"Position {position} of session {key} {problem}. Name the position of a message, as SessionItem.Position and `colloquy sessions show` tell it.")
    {
        Key = key;
        Position = position;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The position.</summary>
    public Position Position { get; }

    internal static async ValueTask ThrowIfNotOnLineAsync(SessionLog log, Position head, Position message, CancellationToken cancellationToken)
    {
        if (message.IsStart || message > head)
            throw new NoMessageException(log.Key, message, $"is not on the branch, whose head is {head}");

        var page = await log.ReadOnceAsync(LogRead.Forth(head, message.Previous) with { Limit = 1, HeadersOnly = true }, cancellationToken).ConfigureAwait(false);
        if (page.Entries is not [var entry] || entry.Position != message)
            throw new NoMessageException(log.Key, message, "is not on the branch");
        if (entry.Kind != EntryKind.Message)
            throw new NoMessageException(log.Key, message, $"holds an entry of kind '{entry.Kind}', not a message");
    }
}
