using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>What windows log. No content of messages.</summary>
internal static partial class WindowLog
{
    [LoggerMessage(60, LogLevel.Warning, "The messages that the window of session {Session} cannot leave out have {Tokens} tokens, more than the budget of {Budget}; they are sent all the same.")]
    public static partial void OverBudget(ILogger logger, SessionKey session, int tokens, int budget);

    [LoggerMessage(61, LogLevel.Warning, "The model call for the {Purpose} of positions {First} to {Last} of session {Session} failed; the window goes on without it, and the next turn tries again.")]
    public static partial void ModelFailed(ILogger logger, Exception? exception, string purpose, Position first, Position last, SessionKey session);

    [LoggerMessage(62, LogLevel.Warning, "The model call for the {Purpose} of a window of session {Session} failed; the window goes on without it, and the next turn tries again.")]
    public static partial void NotAnswered(ILogger logger, Exception? exception, string purpose, SessionKey session);
}
