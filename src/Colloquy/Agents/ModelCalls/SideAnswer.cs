using System.Runtime.ExceptionServices;

namespace Colloquy;

/// <summary>Represents what came of a model call beside the conversation. It is not recorded yet.</summary>
/// <param name="Call">The call, as the log describes it.</param>
/// <param name="Instructions">The instructions, which are kept beside the log; null for none.</param>
internal sealed record SideAnswer(ModelCallBody Call, Blob? Instructions)
{
    /// <summary>Gets the text of the answer; null when it cannot be used.</summary>
    public string? Text { get; init; }

    /// <summary>Gets the entry that the answer makes; null for none.</summary>
    public EntryBody? Entry { get; init; }

    /// <summary>Gets why the call failed; null when it did not.</summary>
    public ExceptionDispatchInfo? Failure { get; init; }
}
