using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>What signing logs.</summary>
internal static partial class VerificationLog
{
    [LoggerMessage(85, LogLevel.Error, "The head at position {Position} of session {Session} could not be signed with key '{KeyId}'. The turn ended without a signature; the signature of the next turn covers it too.")]
    public static partial void NotSigned(ILogger logger, Exception exception, Position position, SessionKey session, string keyId);
}
