namespace Colloquy;

/// <summary>Creates session ids for conversations that have no natural name.</summary>
public static class SessionId
{
    /// <summary>Creates an id of 36 characters that sorts by its creation time and cannot be guessed (UUID version 7, RFC 9562).</summary>
    /// <param name="time">The clock; null for the clock of the system.</param>
    public static string New(TimeProvider? time = null) =>
        Guid.CreateVersion7((time ?? TimeProvider.System).GetUtcNow()).ToString();
}
