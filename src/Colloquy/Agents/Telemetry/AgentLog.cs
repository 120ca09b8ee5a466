using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>What agents log. No content of messages.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(100, LogLevel.Error, "The end of turn {Turn} of session {Session} could not be recorded; the turn will be found interrupted.")]
    public static partial void EndNotRecorded(ILogger logger, Exception exception, SessionKey session, int turn);

    [LoggerMessage(101, LogLevel.Warning, "Model call {Call} of session {Session} was not committed, and its usage could not be kept beside the log: {Input} input and {Output} output tokens of {Model} are in no total.")]
    public static partial void UsageNotKept(ILogger logger, Exception? exception, Guid call, SessionKey session, long input, long output, string model);

    [LoggerMessage(102, LogLevel.Warning, "The rule on approval of tool '{Tool}' failed in session {Session}; the call needs a person's approval.")]
    public static partial void ApprovalRuleFailed(ILogger logger, Exception e, string tool, SessionKey session);

    [LoggerMessage(103, LogLevel.Warning, "Agent '{Active}' was handed session {Session}, but agent '{First}' cannot hand over to an agent of that name; '{First}' runs the turn.")]
    public static partial void ActiveAgentUnknown(ILogger logger, string active, SessionKey session, string first);

    [LoggerMessage(104, LogLevel.Warning, "The store could not be looked at for its gauges, which stay as they were.")]
    public static partial void GaugesFailed(ILogger logger, Exception exception);

    [LoggerMessage(105, LogLevel.Warning, "Model call {Call} of session {Session} failed after it was sent to the service's conversation '{Conversation}', which may have what was sent. It is sent again with the next call.")]
    public static partial void ConversationUncertain(ILogger logger, Guid call, SessionKey session, string conversation);

    [LoggerMessage(106, LogLevel.Warning, "Turn {Turn} of session {Session} is resumed in the service's conversation '{Conversation}', which may have what the process that died had sent. What the log has no answer to is sent again.")]
    public static partial void ConversationResumed(ILogger logger, int turn, SessionKey session, string conversation);

    [LoggerMessage(107, LogLevel.Warning, "Model call {Call} of session {Session} answered after its run had left it to itself: {Input} input and {Output} output tokens of {Model} are in no total.")]
    public static partial void UsageLate(ILogger logger, Guid call, SessionKey session, long input, long output, string model);

    [LoggerMessage(108, LogLevel.Warning, "Tool '{Tool}' failed in turn {Turn} of session {Session}.")]
    public static partial void ToolFailed(ILogger logger, Exception exception, string tool, int turn, SessionKey session);

    [LoggerMessage(109, LogLevel.Information, "Turn {Turn} of session {Session} was left without an end, since the process stops; Agent.ResumeAsync goes on with it.")]
    public static partial void Suspended(ILogger logger, int turn, SessionKey session);
}
