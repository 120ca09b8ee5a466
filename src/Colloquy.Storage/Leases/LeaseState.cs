using System.Text.Json;

namespace Colloquy.Storage;

/// <summary>Represents the lease of a session: its holder, and the requests that wait. It is a pure state machine: a store loads it, applies a request and saves it, in one transaction.</summary>
public sealed record LeaseState
{
    /// <summary>The state of a session that was never leased.</summary>
    public static LeaseState Free { get; } = new();

    /// <summary>Gets the newest token that was granted; 0 for none. The first is taken from the time, so that a session that is created again under the key of a deleted one grants other tokens.</summary>
    public long Token { get; init; }

    /// <summary>Gets the name of the current or last holder.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets the time at which the lease expires unless it is renewed; null when it was released.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Gets the duration of the lease when it was last granted or renewed; null when an earlier version wrote it.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Gets the purpose of the current or last lease.</summary>
    public LeasePurpose Purpose { get; init; }

    /// <summary>Gets a value that indicates whether the holder is asked to stop.</summary>
    public bool InterruptRequested { get; init; }

    /// <summary>Gets the number of the last ticket.</summary>
    public long LastTicket { get; init; }

    /// <summary>Gets the tickets that wait, in the order in which they are served.</summary>
    public IReadOnlyList<LeaseTicket> Queue { get; init; } = [];

    /// <summary>Returns a value that indicates whether the lease is held.</summary>
    /// <param name="now">The store's time.</param>
    public bool IsHeld(DateTimeOffset now) => IsActive(Until, Duration, now);

    /// <summary>Returns a value that indicates whether a lease or a ticket is valid: its end is in the future, but not further than twice its duration.</summary>
    /// <param name="until">The time at which it expires; null when it was released.</param>
    /// <param name="duration">Its duration; null when it is not known, and only its end counts.</param>
    /// <param name="now">The store's time.</param>
    /// <remarks>
    /// A later end was written by a clock that was set back since, or that is ahead by more than the duration. Such a lease is
    /// not valid, since its holder may be dead and must not block the session for hours. A living holder renews at once when
    /// it sees its clock run backward. If another run took the lease by then, the commits of the holder are refused.
    /// </remarks>
    public static bool IsActive(DateTimeOffset? until, TimeSpan? duration, DateTimeOffset now) =>
        until is { } end && end > now && (duration is not { } asked || end - now <= 2 * asked);

    /// <summary>Applies a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The store's time.</param>
    /// <param name="answer">The answer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The requested duration is zero or less.</exception>
    /// <returns>The state afterwards; the same object when nothing changed and nothing needs to be saved.</returns>
    public LeaseState Apply(LeaseRequest request, DateTimeOffset now, out LeaseAnswer answer)
    {
        if (request.Action is LeaseAction.Acquire or LeaseAction.Renew)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(request.Duration ?? TimeSpan.Zero, TimeSpan.Zero, nameof(request));

        switch (request)
        {
            case { Action: LeaseAction.Acquire, Duration: { } duration }:
                return Grant(request, duration, now, out answer);

            case { Action: LeaseAction.Renew, Token: { } token, Duration: { } duration } when Holds(token):
                answer = LeaseAnswer.Granted(token, now + duration, InterruptRequested);
                return this with { Until = now + duration, Duration = duration };

            case { Action: LeaseAction.Release, Token: { } token } when Holds(token):
                answer = LeaseAnswer.Gone;
                return Released();

            case { Action: LeaseAction.Withdraw, Ticket: { } ticket }:
                answer = LeaseAnswer.Gone;
                return Without(ticket);

            default:
                answer = LeaseAnswer.Gone;
                return this;
        }
    }

    /// <summary>Returns the state after the release of the lease.</summary>
    public LeaseState Released() => this with { Until = null, InterruptRequested = false };

    /// <summary>Checks that a commit is allowed: while a lease is valid, only its holder may commit, and a holder that lost it may not.</summary>
    /// <param name="key">The session, for the error.</param>
    /// <param name="token">The token that the commit names; null for none.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="SessionBusyException">Another run holds the lease.</exception>
    /// <exception cref="LeaseLostException">The token is not the newest, or its lease was released.</exception>
    public void EnsureMayCommit(SessionKey key, LeaseToken? token, DateTimeOffset now)
    {
        if (token is null)
            EnsureFree(key, now);
        else if (!Holds(token.Value))
            throw new LeaseLostException(key, token.Value, new LeaseToken(Token));
    }

    /// <summary>Checks that the lease is not held, which the deletion of a session requires.</summary>
    /// <param name="key">The session, for the error.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="SessionBusyException">The lease is held.</exception>
    public void EnsureFree(SessionKey key, DateTimeOffset now)
    {
        if (IsHeld(now))
            throw new SessionBusyException(key, Until, Purpose);
    }

    /// <summary>Returns the state as UTF-8 JSON, in which a store saves it.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, LeaseJsonContext.Default.LeaseState);

    /// <summary>Reads a state that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is not such a state.</exception>
    public static LeaseState FromJson(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, LeaseJsonContext.Default.LeaseState) ?? Free;

    private bool Holds(LeaseToken token) => Until is not null && token.Value == Token;

    private LeaseState Without(long ticket) =>
        Queue.Any(other => other.Number == ticket) ? this with { Queue = [.. Queue.Where(other => other.Number != ticket)] } : this;

    private LeaseState Grant(LeaseRequest request, TimeSpan duration, DateTimeOffset now, out LeaseAnswer answer) =>
        Queue.Count == 0 && !IsHeld(now) ? Grant(request, duration, now, Queue, out answer) : GrantInOrder(request, duration, now, out answer);

    private LeaseState GrantInOrder(LeaseRequest request, TimeSpan duration, DateTimeOffset now, out LeaseAnswer answer)
    {
        var queue = Queue.Where(ticket => IsActive(ticket.Until, ticket.Duration, now) || ticket.Number == request.Ticket).ToList();
        var mine = queue.FindIndex(ticket => ticket.Number == request.Ticket);
        var ahead = mine >= 0 ? mine : request.Place == LeasePlace.Front ? queue.Count(ticket => ticket.Front) : queue.Count;

        if (!IsHeld(now) && ahead == 0)
        {
            if (mine >= 0)
                queue.RemoveAt(mine);
            return Grant(request, duration, now, queue, out answer);
        }

        var purpose = IsHeld(now) ? Purpose : default;
        if (request.Place == LeasePlace.None)
        {
            answer = LeaseAnswer.Refused(IsHeld(now) ? Owner : null, IsHeld(now) ? Until : null, purpose);
            return this;
        }

        var ticket = new LeaseTicket(mine >= 0 ? queue[mine].Number : LastTicket + 1, request.Owner ?? "", now + duration, request.Place == LeasePlace.Front) { Duration = duration };
        if (mine >= 0)
            queue[mine] = ticket;
        else
            queue.Insert(ahead, ticket);

        answer = LeaseAnswer.Queued(ticket.Number, ahead, purpose);
        return this with
        {
            Queue = queue,
            LastTicket = Math.Max(LastTicket, ticket.Number),
            InterruptRequested = InterruptRequested || (request.Interrupts && IsHeld(now)),
        };
    }

    private LeaseState Grant(LeaseRequest request, TimeSpan duration, DateTimeOffset now, IReadOnlyList<LeaseTicket> queue, out LeaseAnswer answer)
    {
        var granted = this with { Token = Token == 0 ? now.UtcTicks : Token + 1, Owner = request.Owner, Until = now + duration, Duration = duration, Purpose = request.Purpose, InterruptRequested = false, Queue = queue };
        answer = LeaseAnswer.Granted(new LeaseToken(granted.Token), now + duration);
        return granted;
    }
}
