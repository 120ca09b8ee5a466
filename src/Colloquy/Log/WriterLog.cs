using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>What writers of logs log. No content of messages.</summary>
internal static partial class WriterLog
{
    [LoggerMessage(10, LogLevel.Warning, "The {Kind} at position {Position} of session {Session} held a lone surrogate, or bytes that are no UTF-8; U+FFFD is stored in its place.")]
    public static partial void LoneSurrogateReplaced(ILogger logger, EntryKind kind, SessionKey session, Position position);

    [LoggerMessage(11, LogLevel.Warning, "The value of state key '{Key}' in the {Scope} scope of {Owner} held a lone surrogate, or bytes that are no UTF-8; U+FFFD is stored in its place.")]
    public static partial void StateReplaced(ILogger logger, string key, Scope scope, SessionOwner? owner);

    [LoggerMessage(12, LogLevel.Warning, "The title or metadata of session {Session} held a lone surrogate; U+FFFD is stored in its place.")]
    public static partial void DetailsReplaced(ILogger logger, SessionKey session);

    [LoggerMessage(13, LogLevel.Warning, "What {Source} sent in session {Session} could not be stored as it was ({Changes}): lone surrogates are replaced by U+FFFD, JSON that is nested too deeply is kept as text, and what has no stored form is left out. The model is shown what is stored.")]
    public static partial void StoredOtherwise(ILogger logger, string source, SessionKey session, StoredOtherwise changes);
}
