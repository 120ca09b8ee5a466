using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>What context providers' runs log. No content of messages.</summary>
internal static partial class ContextLog
{
    [LoggerMessage(80, LogLevel.Warning, "Context provider '{Provider}' failed {Hook} the run on session {Session}; the turn goes on without it.")]
    public static partial void Skipped(ILogger logger, Exception exception, string provider, string hook, SessionKey session);

    [LoggerMessage(81, LogLevel.Warning, "The model call for the {Purpose} of turn {Turn} of session {Session} failed; the context provider goes on without it.")]
    public static partial void NotAnswered(ILogger logger, Exception? exception, string purpose, int turn, SessionKey session);

    [LoggerMessage(82, LogLevel.Warning, "A service of the run on session {Session} could not be disposed of.")]
    public static partial void ScopeNotDisposed(ILogger logger, Exception exception, SessionKey session);
}
