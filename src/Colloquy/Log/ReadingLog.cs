using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>What readers of logs log.</summary>
internal static partial class ReadingLog
{
    [LoggerMessage(20, LogLevel.Warning, "The entry at position {Position} of session {Session} cannot be read: it {Problem}. It is skipped; its content is lost unless a backup of the store has it.")]
    public static partial void Unreadable(ILogger logger, Position position, SessionKey session, string problem);

    [LoggerMessage(21, LogLevel.Warning, "The value of state key '{Key}' of {Owner} cannot be read. It is ignored until it is written again.")]
    public static partial void StateUnreadable(ILogger logger, Exception exception, string key, SessionOwner owner);

    [LoggerMessage(22, LogLevel.Warning, "The entry at position {Position} of session {Session} {Problem}. The rest of it is used; what is missing is lost unless a backup of the store has it.")]
    public static partial void ContentMissing(ILogger logger, Position position, SessionKey session, string problem);

    [LoggerMessage(23, LogLevel.Warning, "What session {Session} used cannot be read and is not counted: {Problem}")]
    public static partial void UsageUnreadable(ILogger logger, SessionKey? session, string problem);

    [LoggerMessage(24, LogLevel.Warning, "The record of session {Session} cannot be read, and the listing passes over it: {Problem}")]
    public static partial void SessionUnreadable(ILogger logger, SessionKey? session, string problem);
}
