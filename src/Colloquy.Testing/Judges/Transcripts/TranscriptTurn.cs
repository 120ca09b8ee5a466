namespace Colloquy.Testing;

/// <summary>Represents a turn of a transcript: what a user said, and all until the answer.</summary>
public sealed record TranscriptTurn
{
    /// <summary>Gets the number of the turn within its conversation, from 1; 0 for a turn that the conversation continued from.</summary>
    public required int Number { get; init; }

    /// <summary>Gets what was said and called, in order.</summary>
    public required IReadOnlyList<TranscriptEntry> Entries { get; init; }

    /// <summary>Gets what the user said.</summary>
    public string UserText => Join(ChatRole.User);

    /// <summary>Gets what the agent said.</summary>
    public string AgentText => Join(ChatRole.Assistant);

    /// <summary>Gets the tool calls, in order.</summary>
    public IEnumerable<TranscriptCall> Calls => Entries.Select(entry => entry.Call).OfType<TranscriptCall>();

    /// <summary>Gets a value that indicates whether the agent said something or called a tool, so that the turn counts as one of its own.</summary>
    public bool IsAnswered => Entries.Any(entry => entry.From == ChatRole.Assistant);

    private string Join(ChatRole from) => string.Join('\n', Entries.Where(entry => entry.From == from && entry.Text.Length > 0).Select(entry => entry.Text));
}
