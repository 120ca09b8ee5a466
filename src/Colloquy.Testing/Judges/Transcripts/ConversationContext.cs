using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>Represents what a judge judges: one answer, or a whole conversation.</summary>
public enum JudgeScope
{
    /// <summary>The last turn, with the history before it.</summary>
    Turn,

    /// <summary>All turns.</summary>
    Conversation,
}

/// <summary>Provides an evaluator with the conversation: turns, tool calls and their results. Its contents are the transcript as text, for evaluators that know no turns.</summary>
public sealed class ConversationContext : EvaluationContext
{
    /// <summary>Initializes a context.</summary>
    /// <param name="transcript">The conversation.</param>
    /// <param name="scope">What of it is judged.</param>
    public ConversationContext(JudgeTranscript transcript, JudgeScope scope = JudgeScope.Conversation)
        : base("Conversation", TranscriptText.Write((transcript ?? throw new ArgumentNullException(nameof(transcript))).Turns)) => (Transcript, Scope) = (transcript, scope);

    /// <summary>Gets the conversation.</summary>
    public JudgeTranscript Transcript { get; }

    /// <summary>Gets what of it is judged.</summary>
    public JudgeScope Scope { get; }

    /// <summary>Gets a value that indicates whether nothing can be said about tool calls, because the target does not show them.</summary>
    internal bool IsBlindToTools { get; init; }

    /// <summary>Gets what finds a model of the tested conversation by its name.</summary>
    internal Func<string, IChatClient?> FindModel { get; init; } = _ => null;
}
