namespace Colloquy;

/// <summary>One way in which what a model was shown differs from the messages on the line.</summary>
/// <param name="Position">The message's position; of one that is on no line, the position before which it stood, <see cref="Position.Start"/> behind all others.</param>
/// <param name="Message">The hash of what was shown; its JSON is a blob of the session.</param>
internal readonly record struct MessageEdit(Position Position, Digest Message)
{
    /// <summary>Whether the message is on no line and was shown besides: a summary, a system message of the caller's, one that a reducer made.</summary>
    public bool Inserted { get; init; }
}
