namespace Colloquy;

/// <summary>Represents what came of a question to a model.</summary>
internal sealed record ModelReply
{
    /// <summary>Gets the text of the answer; null when there is none that can be used.</summary>
    public string? Text { get; init; }

    /// <summary>Gets what went wrong; null when the answer can be used.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Gets a value that indicates whether a usage limit is reached, so that the model was not asked.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Gets the position of <see cref="Entry"/>, or of the recorded call when there is no entry.</summary>
    internal Position Position { get; init; }

    /// <summary>Gets the entry that the answer made; null when it made none.</summary>
    internal EntryBody? Entry { get; init; }
}
