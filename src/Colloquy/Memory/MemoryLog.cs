using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>What memories log. No content of them.</summary>
internal static partial class MemoryLog
{
    [LoggerMessage(90, LogLevel.Warning, "The embedding model '{Model}' failed; the memory of {Owner} was searched by words only.")]
    public static partial void NotSearched(ILogger logger, Exception exception, string model, MemoryOwner owner);

    [LoggerMessage(91, LogLevel.Warning, "The embedding model '{Model}' failed; a memory of {Owner} was stored without a vector and is found by its words only, until RefreshVectorsAsync makes one.")]
    public static partial void NotEmbedded(ILogger logger, Exception exception, string model, MemoryOwner owner);

    [LoggerMessage(92, LogLevel.Warning, "A memory of {Owner} has lone surrogates; U+FFFD is stored for them.")]
    public static partial void Replaced(ILogger logger, MemoryOwner owner);

    [LoggerMessage(93, LogLevel.Warning, "Nothing was learned from turn {Turn} of session {Session}; the turn goes on without it.")]
    public static partial void NotLearned(ILogger logger, Exception exception, int turn, SessionKey session);

    [LoggerMessage(94, LogLevel.Warning, "A fact that the model wrote of turn {Turn} of session {Session} was not stored: {Problem}")]
    public static partial void NotStored(ILogger logger, int turn, SessionKey session, string problem);

    [LoggerMessage(95, LogLevel.Warning, "Memory {Id} of {Owner} {Problem}. The rest of it is used; store its key again, or forget it.")]
    public static partial void Unreadable(ILogger logger, MemoryId id, MemoryOwner owner, string problem);

    [LoggerMessage(96, LogLevel.Warning, "The vector of memory {Id} of {Owner} cannot be read. It is found by its words only, until RefreshVectorsAsync makes one.")]
    public static partial void VectorUnreadable(ILogger logger, MemoryId id, MemoryOwner owner);
}
