namespace Colloquy;

/// <summary>Makes session ids for conversations that have no natural name.</summary>
public static class SessionId
{
    /// <summary>Makes a new id of 36 characters that sorts by the time of its making and cannot be guessed (UUID version 7, RFC 9562).</summary>
    /// <param name="time">The clock; the system's when null.</param>
    public static string New(TimeProvider? time = null) =>
        Guid.CreateVersion7((time ?? TimeProvider.System).GetUtcNow()).ToString();
}
