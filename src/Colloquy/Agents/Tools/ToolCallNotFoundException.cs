namespace Colloquy;

/// <summary>Thrown when the input of a run has the result of a call that no turn waits for: made up, given before, or of a turn that the conversation has left. Nothing was changed.</summary>
public sealed class ToolCallNotFoundException : ColloquyException
{
    internal ToolCallNotFoundException(SessionKey key, string callId)
        : base($"Session {key} does not wait for the result of a call '{callId}': there is no such call, its result was given before, or the conversation went on without it. AgentAnswer.OpenCalls has the calls that the newest turn waits for; Agent.ResumeAsync returns it in another process.")
    {
        Key = key;
        CallId = callId;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The id of the call that the result names.</summary>
    public string CallId { get; }
}
