namespace Colloquy;

/// <summary>The exception that is thrown when a run commits after it lost its lease. Nothing was written.</summary>
public sealed class LeaseLostException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="token">The token that the commit named.</param>
    /// <param name="current">The newest token that was granted; the same token when the lease was released.</param>
    public LeaseLostException(SessionKey key, LeaseToken token, LeaseToken current)
        : this(
            key,
            token,
            current,
            wasTakenOver: token != current,
            token == current
                ? $"Lease {token} on session {key} was given back before this was written: its turn has ended. Run again on what the session holds now."
                : $"Lease {token} on session {key} expired before it was renewed, and another run took the session over with lease {current}. The process was held up, or could not reach its store, for longer than RunOptions.LeaseDuration. Run again on what the session holds now.")
    {
    }

    private LeaseLostException(SessionKey key, LeaseToken token, LeaseToken current, bool wasTakenOver, string message, Exception? inner = null)
        : base(message, inner)
    {
        Key = key;
        Token = token;
        Current = current;
        WasTakenOver = wasTakenOver;
        WasReleased = !wasTakenOver && inner is null;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the token that the commit named.</summary>
    public LeaseToken Token { get; }

    /// <summary>Gets the newest token that was granted, as far as is known.</summary>
    public LeaseToken Current { get; }

    /// <summary>Gets a value that indicates whether the lease expired before it was renewed, and another run took the session over.</summary>
    public bool WasTakenOver { get; }

    /// <summary>Gets a value that indicates whether the lease was released: its turn has ended. When neither this nor <see cref="WasTakenOver"/> is true, the lease expired because the store failed each time that it was asked to renew it.</summary>
    public bool WasReleased { get; }

    /// <summary>When the store says that the lease is not to be renewed.</summary>
    internal static LeaseLostException Gone(SessionKey key, LeaseToken token) => new(
        key,
        token,
        token,
        wasTakenOver: true,
        $"Lease {token} on session {key} could not be renewed: it had expired, and another run took the session over. The process was held up, or could not reach its store, for longer than RunOptions.LeaseDuration. Run again on what the session holds now.");

    /// <summary>When the store could not be asked to renew the lease in time.</summary>
    internal static LeaseLostException Expired(SessionKey key, LeaseToken token, Exception inner) => new(
        key,
        token,
        token,
        wasTakenOver: false,
        $"Lease {token} on session {key} expired, since the store failed each time that it was asked to renew it. Look at the inner exception, and run again, or go on with the turn by ResumeAsync, when the store answers.",
        inner);
}
