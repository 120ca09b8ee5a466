namespace Colloquy;

/// <summary>The exception that is thrown when a session is written to, or a run is rejected, while another run holds its lease, for a turn, a pruning or an import. Nothing was written.</summary>
public sealed class SessionBusyException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="until">The time at which the lease expires unless it is renewed; null when it is free but others wait for it.</param>
    /// <param name="purpose">The purpose of the lease.</param>
    public SessionBusyException(SessionKey key, DateTimeOffset? until, LeasePurpose purpose = default)
        : base($"Session {key} {Describe(purpose)}{(until is null ? "" : $" (its lease lives until {until:u} unless it is renewed)")}. {Advise(purpose)}")
    {
        Key = key;
        Until = until;
        Purpose = purpose;
    }

    private SessionBusyException(SessionKey key, string message)
        : base(message)
    {
        Key = key;
        IsReentrant = true;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the time at which the lease expires unless it is renewed; null when it is free but others wait for it.</summary>
    public DateTimeOffset? Until { get; }

    /// <summary>Gets the purpose of the lease; <see cref="LeasePurpose.Turn"/> also when the lease is free but others wait for it.</summary>
    public LeasePurpose Purpose { get; }

    /// <summary>Gets a value that indicates whether the call was made within the turn, or the pruning, that holds the lease. Such a call must not wait, since it would wait for itself.</summary>
    public bool IsReentrant { get; }

    /// <summary>Creates the exception for a call within the turn, or the pruning, that holds the lease.</summary>
    /// <param name="key">The session.</param>
    /// <param name="message">What happened, and what to do.</param>
    public static SessionBusyException Reentrant(SessionKey key, string message) => new(key, message);

    private static string Describe(LeasePurpose purpose) =>
        purpose == LeasePurpose.Turn ? "is running a turn"
        : purpose == LeasePurpose.Pruning ? "is being pruned, and a model writes down what is to stay"
        : $"is in use by another version of Colloquy, for '{purpose}'";

    private static string Advise(LeasePurpose purpose) =>
        purpose == LeasePurpose.Turn ? "Wait for it, enqueue behind it, or interrupt it."
        : purpose == LeasePurpose.Pruning ? "Retry when the pruning is over. A run can wait for it, or end it with BusyPolicy.Interrupt; what was summarized until then is not lost."
        : "Retry when that is over.";
}
