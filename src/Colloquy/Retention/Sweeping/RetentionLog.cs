using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>What retention logs. No content of messages.</summary>
internal static partial class RetentionLog
{
    [LoggerMessage(70, LogLevel.Warning, "Session {Session} could not be swept; the next sweep tries again.")]
    public static partial void SessionFailed(ILogger logger, Exception exception, SessionKey session);

    [LoggerMessage(71, LogLevel.Error, "A sweep ended early, since the store failed; the next one starts from the beginning.")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(72, LogLevel.Warning, "The record of session {Session} cannot be read, and it is not swept: {Problem}")]
    public static partial void RecordUnreadable(ILogger logger, SessionKey? session, string problem);
}
