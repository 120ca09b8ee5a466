namespace Colloquy;

/// <summary>What a message consists of, as people read it.</summary>
internal abstract record TranscriptPart
{
    private TranscriptPart()
    {
    }

    /// <summary>Text that was said.</summary>
    public sealed record Text(string Value) : TranscriptPart;

    /// <summary>What the model thought before it answered.</summary>
    public sealed record Reasoning(string Value) : TranscriptPart;

    /// <summary>A call of a tool.</summary>
    /// <param name="Name">The tool.</param>
    /// <param name="Id">The id of the call.</param>
    /// <param name="Arguments">The arguments as JSON; null for none.</param>
    public sealed record Call(string Name, string Id, string? Arguments) : TranscriptPart;

    /// <summary>The result of a tool call. What it holds are the parts behind it.</summary>
    /// <param name="Id">The id of the call.</param>
    /// <param name="Duration">How long it took; null when that is not known.</param>
    /// <param name="ChildSession">The session of the agent that worked; null for none.</param>
    public sealed record Result(string Id, TimeSpan? Duration, string? ChildSession) : TranscriptPart;

    /// <summary>Text or JSON that a tool returned, or content of a kind that has no words.</summary>
    public sealed record Data(string Value) : TranscriptPart;

    /// <summary>What went wrong.</summary>
    public sealed record Error(string Value) : TranscriptPart;

    /// <summary>A file or an address that came with the message. Its content is not in the transcript.</summary>
    /// <param name="Name">The name or the address.</param>
    /// <param name="MediaType">The media type; null when it is not known.</param>
    /// <param name="Bytes">The size; null when it is not known.</param>
    /// <param name="Hash">The hash of the content; null for an address.</param>
    public sealed record Attachment(string Name, string? MediaType, long? Bytes, string? Hash) : TranscriptPart;
}
