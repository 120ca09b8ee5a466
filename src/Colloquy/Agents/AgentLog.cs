using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>What agents log. No content of messages.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(1, LogLevel.Error, "The end of turn {Turn} of session {Session} could not be recorded; the turn will be found interrupted.")]
    public static partial void EndNotRecorded(ILogger logger, Exception exception, SessionKey session, int turn);
}
