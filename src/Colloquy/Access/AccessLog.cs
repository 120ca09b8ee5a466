using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>What access control logs. Names of principals are not logged: the audit has their pseudonyms.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(86, LogLevel.Warning, "A principal was refused action {Action} on session {Session}.")]
    public static partial void Refused(ILogger logger, SessionAction action, SessionKey? session);

    [LoggerMessage(87, LogLevel.Error, "It could not be recorded that action {Action} on session {Session} failed, which the trail has as begun.")]
    public static partial void FailureNotRecorded(ILogger logger, Exception exception, string action, SessionKey session);
}
