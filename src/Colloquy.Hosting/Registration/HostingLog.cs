using Microsoft.Extensions.Logging;

namespace Colloquy.Hosting;

/// <summary>What hosting logs. No content of messages, and no settings that may be keys.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    public static partial void ConfigurationIgnored(ILogger logger, string warning);

    [LoggerMessage(2, LogLevel.Information, "Retention of the store {Store}: session {Session} was {Outcome}.")]
    public static partial void Swept(ILogger logger, string store, SessionKey session, SweepOutcome outcome);

    [LoggerMessage(3, LogLevel.Error, "The sweep of the store {Store} failed; it is tried again in {Interval}.")]
    public static partial void SweepFailed(ILogger logger, Exception exception, string store, TimeSpan interval);
}
