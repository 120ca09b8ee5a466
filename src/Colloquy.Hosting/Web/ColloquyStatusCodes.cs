namespace Colloquy.Hosting;

/// <summary>Maps exceptions of Colloquy to HTTP status codes, for <c>ExceptionHandlerOptions.StatusCodeSelector</c>.</summary>
public static class ColloquyStatusCodes
{
    /// <summary>Returns the status code of an exception: 404 for a session, turn, branch, entry or approval that does not exist, 409 for a conflict or a busy session, 410 for a closed session, 413 for content that is too large, 429 for a usage limit,
    /// 503 for a store that is busy, 400 for a name that is not allowed, and 500 for all others.</summary>
    /// <param name="exception">The exception.</param>
    public static int Of(Exception exception) => exception switch
    {
        SessionNotFoundException or TurnNotFoundException or BranchNotFoundException or EntryNotFoundException or ApprovalNotFoundException => 404,
        SessionBusyException or ApprovalAnsweredException or CallsWaitingException or TipConflictException or BranchConflictException or StateConflictException or SessionExistsException or SessionImmutableException or SessionHeldException or LegalHoldException or TurnInterruptedException => 409,
        SessionClosedException => 410,
        SizeLimitException => 413,
        TurnLimitException { UsageLimit: not null } => 429,
        StoreException { IsTransient: true } => 503,
        InvalidKeyException => 400,
        _ => 500,
    };
}
