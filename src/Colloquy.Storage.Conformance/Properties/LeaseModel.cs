namespace Colloquy.Storage.Conformance;

/// <summary>The lease of a session, written from the contract alone: who holds it, and who waits in which order.</summary>
/// <remarks>It shares no code with <see cref="LeaseState"/>, so that a fault there is seen in every store that applies it.</remarks>
internal sealed class LeaseModel
{
    private readonly List<Waiter> _waiters = [];
    private string? _owner;
    private DateTimeOffset? _until;
    private TimeSpan _duration;
    private LeasePurpose _purpose;
    private long _lastTicket;
    private bool _interrupt;

    /// <summary>The newest token; 0 when none was given out.</summary>
    public long Token { get; private set; }

    /// <summary>Whether the newest token was not given back. Its time may have run out.</summary>
    public bool IsGivenOut => _until is not null;

    /// <summary>The tickets of those who wait, and whether each waits at the front.</summary>
    public IReadOnlyList<(long Number, bool Front)> Tickets => [.. _waiters.Select(waiter => (waiter.Number, waiter.Front))];

    /// <summary>When the lease ends; null when nobody holds it.</summary>
    public DateTimeOffset? HeldUntil(DateTimeOffset now) => IsHeld(now) ? _until : null;

    /// <summary>Whether the holder is asked to stop.</summary>
    public bool IsInterrupted(DateTimeOffset now) => IsHeld(now) && _interrupt;

    /// <summary>Whether somebody holds the lease.</summary>
    public bool IsHeld(DateTimeOffset now) => _until is { } until && Lives(until, _duration, now);

    /// <summary>Gives the lease back.</summary>
    public void GiveBack() => (_until, _interrupt) = (null, false);

    /// <summary>Answers a request.</summary>
    public LeaseAnswer Ask(LeaseRequest request, DateTimeOffset now)
    {
        switch (request)
        {
            case { Action: LeaseAction.Acquire, Duration: { } duration }:
                return Acquire(request, duration, now);

            case { Action: LeaseAction.Renew, Token: { } token, Duration: { } duration } when IsGivenOut && token.Value == Token:
                (_until, _duration) = (now + duration, duration);
                return LeaseAnswer.Granted(token, now + duration, _interrupt);

            case { Action: LeaseAction.Release, Token: { } token } when IsGivenOut && token.Value == Token:
                GiveBack();
                return LeaseAnswer.Gone;

            case { Action: LeaseAction.Withdraw }:
                _waiters.RemoveAll(waiter => waiter.Number == request.Ticket);
                return LeaseAnswer.Gone;

            default:
                return LeaseAnswer.Gone;
        }
    }

    private LeaseAnswer Acquire(LeaseRequest request, TimeSpan duration, DateTimeOffset now)
    {
        var asking = _waiters.Find(waiter => waiter.Number == request.Ticket);
        var others = _waiters.Where(waiter => waiter != asking && Lives(waiter.Until, waiter.Duration, now));
        var front = asking?.Front ?? request.Place == LeasePlace.Front;
        var number = asking?.Number ?? _lastTicket + 1;

        // Those at the front go first, and among equals those who came first.
        var ahead = others.Count(other => other.Front == front ? other.Number < number : other.Front);
        if (!IsHeld(now) && ahead == 0)
        {
            KeepLiving(now, asking);
            if (asking is not null)
                _waiters.Remove(asking);
            Token = Token == 0 ? now.UtcTicks : Token + 1;
            (_owner, _until, _duration, _purpose, _interrupt) = (request.Owner, now + duration, duration, request.Purpose, false);
            return LeaseAnswer.Granted(new LeaseToken(Token), now + duration);
        }

        var purpose = IsHeld(now) ? _purpose : default;
        if (request.Place == LeasePlace.None)
            return LeaseAnswer.Refused(IsHeld(now) ? _owner : null, HeldUntil(now), purpose);

        KeepLiving(now, asking);
        if (asking is null)
            _waiters.Add(asking = new Waiter(number, front));
        (asking.Until, asking.Duration) = (now + duration, duration);
        _lastTicket = Math.Max(_lastTicket, number);
        _interrupt |= request.Interrupts && IsHeld(now);
        return LeaseAnswer.Queued(number, ahead, purpose);
    }

    /// <summary>Forgets those whose tickets died.</summary>
    private void KeepLiving(DateTimeOffset now, Waiter? asking) =>
        _waiters.RemoveAll(waiter => waiter != asking && !Lives(waiter.Until, waiter.Duration, now));

    /// <summary>What ends later than twice the time that was asked for was written by a clock that was set back since.</summary>
    private static bool Lives(DateTimeOffset until, TimeSpan duration, DateTimeOffset now) => until > now && until - now <= duration + duration;

    private sealed class Waiter(long number, bool front)
    {
        public long Number => number;

        public bool Front => front;

        public DateTimeOffset Until { get; set; }

        public TimeSpan Duration { get; set; }
    }
}
