using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>What is logged of leases.</summary>
internal static partial class LeaseLog
{
    [LoggerMessage(30, LogLevel.Warning, "The lease of session {Session} could not be renewed. It lives until {Until}, and the store is asked again until then.")]
    public static partial void BeatFailed(ILogger logger, Exception exception, SessionKey session, DateTimeOffset until);

    [LoggerMessage(31, LogLevel.Warning, "The lease of session {Session} could not be given back. It is tried again until it ends by itself at {Until}.")]
    public static partial void NotReleased(ILogger logger, Exception exception, SessionKey session, DateTimeOffset until);

    [LoggerMessage(32, LogLevel.Warning, "A place in the queue for session {Session} could not be given up. It ends by itself.")]
    public static partial void TicketNotWithdrawn(ILogger logger, Exception exception, SessionKey session);
}
