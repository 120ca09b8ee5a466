using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>What writers of logs log. No content of messages.</summary>
internal static partial class WriterLog
{
    [LoggerMessage(10, LogLevel.Warning, "The message at position {Position} of session {Session} held a lone surrogate, which JSON cannot hold; U+FFFD is stored in its place.")]
    public static partial void LoneSurrogateReplaced(ILogger logger, SessionKey session, Position position);
}
