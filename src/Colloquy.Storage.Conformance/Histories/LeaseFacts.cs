using System.Globalization;

namespace Colloquy.Storage.Conformance;

/// <summary>The lease of a session, as far as a history tells. When exactly a lease was granted is known only where an answer says so.</summary>
/// <remarks>It is written from the contract alone, and shares no code with <see cref="LeaseState"/>. The order in which waiting requests are served is not part of it.</remarks>
/// <param name="Token">The newest token; 0 when none was granted, null when one was granted that nobody saw.</param>
/// <param name="IsOut">Whether the newest token was not given back. Its time may have run out.</param>
/// <param name="Owner">The holder.</param>
/// <param name="Earliest">The earliest time at which the lease may end, in ticks.</param>
/// <param name="Latest">The latest time at which the lease may end, in ticks.</param>
/// <param name="HasQueue">Whether a request has waited, so that a free lease may be refused.</param>
internal sealed record LeaseFacts(long? Token, bool IsOut, string? Owner, long Earliest, long Latest, bool HasQueue)
{
    /// <summary>Times that differ by less are the same: databases keep microseconds or milliseconds.</summary>
    private static readonly long Tolerance = TimeSpan.FromMilliseconds(2).Ticks;

    /// <summary>How far the time of a grant can lie before the call: a store may know its database's time from an earlier answer, which arrived late.</summary>
    private static readonly long Lag = TimeSpan.FromSeconds(10).Ticks;

    /// <summary>How long a lease may be found held after its end: a store may judge by such a time, too. It asks again soon, so this is less.</summary>
    private static readonly long LagOfReaders = TimeSpan.FromSeconds(1).Ticks;

    public static LeaseFacts Free { get; } = new(0, false, null, 0, 0, false);

    /// <summary>Returns the facts when a call found the lease free; null when it cannot have been.</summary>
    public LeaseFacts? FoundFree(HistoryOperation operation)
    {
        var end = Add(operation.ClockEnd.UtcTicks, Tolerance);
        return !IsOut ? this
            : Earliest > end ? null
            : this with { Latest = Math.Min(Latest, end) };
    }

    /// <summary>Returns the facts when a call found the lease held; null when it cannot have been.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="until">The end of the lease that it was told.</param>
    public LeaseFacts? FoundHeld(HistoryOperation operation, DateTimeOffset until)
    {
        var (end, begin) = (until.UtcTicks, operation.ClockBegin.UtcTicks - LagOfReaders);
        return IsOut && end >= begin && end >= Earliest - Tolerance && end <= Add(Latest, Tolerance) ? this with { Earliest = end, Latest = end } : null;
    }

    /// <summary>Whether a commit may name a token: the newest, while it was not given back.</summary>
    public bool Allows(long token) => IsOut && Token == token;

    /// <summary>Whether a grant may have a token.</summary>
    public bool MayGrant(long token) => Token is null or 0 ? token > 0 : token == Token + 1;

    public LeaseFacts Granted(long? token, string? owner, DateTimeOffset earliest, DateTimeOffset latest) =>
        this with { Token = token, IsOut = true, Owner = owner, Earliest = earliest.UtcTicks, Latest = latest.UtcTicks };

    /// <summary>The lease after a renewal or a grant whose answer did not come.</summary>
    public LeaseFacts GrantedUnseen(HistoryOperation operation, LeaseCall call, bool isNew) => this with
    {
        Token = !isNew ? Token : Token is null or 0 ? null : Token + 1,
        IsOut = true,
        Owner = isNew ? call.Owner : Owner,
        Earliest = (operation.ClockBegin + call.Duration.GetValueOrDefault()).UtcTicks - Lag,
        Latest = DateTimeOffset.MaxValue.UtcTicks,
    };

    public LeaseFacts GivenBack() => this with { IsOut = false };

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsOut ? $"the lease {Token?.ToString(CultureInfo.InvariantCulture) ?? "?"} of '{Owner}'" : $"no lease after {Token?.ToString(CultureInfo.InvariantCulture) ?? "?"}")}");

    private static long Add(long ticks, long more) => ticks > long.MaxValue - more ? long.MaxValue : ticks + more;
}
