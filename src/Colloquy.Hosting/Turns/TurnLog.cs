using Microsoft.Extensions.Logging;

namespace Colloquy.Hosting;

/// <summary>What hosting logs of turns and their approvals. No content of messages.</summary>
internal static partial class TurnLog
{
    [LoggerMessage(20, LogLevel.Information, "The application stops while {Running} turns run. They have {Grace} to end.")]
    public static partial void Stopping(ILogger logger, int running, TimeSpan grace);

    [LoggerMessage(21, LogLevel.Information, "{Left} turns have not ended and are left for another process. ResumeInterruptedTurns or Agent.ResumeAsync resumes them.")]
    public static partial void Suspending(ILogger logger, int left);

    [LoggerMessage(22, LogLevel.Warning, "The host stops though {Left} turns still run: HostOptions.ShutdownTimeout is shorter than the grace period of turns. They are found interrupted when their leases have expired.")]
    public static partial void StoppedWithoutTurns(ILogger logger, int left);

    [LoggerMessage(23, LogLevel.Information, "Turn {Turn} of session {Session}, which another process left, is resumed with agent '{Agent}' for the {Count}. time.")]
    public static partial void Resuming(ILogger logger, int turn, SessionKey session, string agent, int count);

    [LoggerMessage(24, LogLevel.Error, "The turn of session {Session} in the store {Store} could not be resumed.")]
    public static partial void ResumeFailed(ILogger logger, Exception exception, SessionKey session, string store);

    [LoggerMessage(25, LogLevel.Error, "Turn {Turn} of session {Session} was resumed {Count} times and did not end, so it is left alone. Find out what ends the process, and call Agent.ResumeAsync, or undo the turn.")]
    public static partial void ResumedTooOften(ILogger logger, int turn, SessionKey session, int count);

    [LoggerMessage(26, LogLevel.Warning, "Session {Session} has an interrupted turn of agent '{Agent}', which is not registered. Such turns are left alone; register the agent with AddAgent to have them resumed.")]
    public static partial void AgentUnknown(ILogger logger, string agent, SessionKey session);

    [LoggerMessage(27, LogLevel.Error, "The store {Store} could not be looked through for interrupted turns; it is tried again in {Interval}.")]
    public static partial void LookFailed(ILogger logger, Exception exception, string store, TimeSpan interval);

    [LoggerMessage(28, LogLevel.Error, "The background turn of session {Session} failed.")]
    public static partial void BackgroundFailed(ILogger logger, Exception exception, SessionKey session);

    [LoggerMessage(29, LogLevel.Error, "The approval notifier {Notifier} failed at approval {Approval} of session {Session} ({Kind}); other notifiers still receive the notification.")]
    public static partial void NotifierFailed(ILogger logger, Exception exception, string notifier, string approval, SessionKey session, ApprovalNotificationKind kind);

    [LoggerMessage(30, LogLevel.Error, "The store {Store} could not be looked through for approvals; it is tried again in {Interval}.")]
    public static partial void WatchFailed(ILogger logger, Exception exception, string store, TimeSpan interval);

    [LoggerMessage(31, LogLevel.Error, "The approvals of session {Session} could not be read; they are read again after its next change.")]
    public static partial void SessionNotRead(ILogger logger, Exception exception, SessionKey session);
}
