namespace Colloquy.Faults.Worker;

/// <summary>A session that processes work on, and what may become of it.</summary>
/// <param name="Key">The session.</param>
/// <param name="Fate">What may become of it.</param>
public sealed record KeepRoom(SessionKey Key, KeepFate Fate)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    /// <summary>The policy that the session is opened with.</summary>
    public RetentionPolicy? Policy => Fate switch
    {
        KeepFate.Immutable => new RetentionPolicy { Immutable = true, Ttl = TimeSpan.FromDays(30) },
        KeepFate.Expires => new RetentionPolicy { AutoPrune = true, Ttl = Moment },
        _ => null,
    };

    /// <summary>The user who is erased in a round.</summary>
    public static SessionOwner Guest(int round) => new($"guest-{round}");

    /// <summary>The sessions of a round.</summary>
    public static IReadOnlyList<KeepRoom> Of(int round) =>
    [
        new(new("untouched", "ada"), KeepFate.Stays),
        new(new("immutable", "ben"), KeepFate.Immutable),
        new(new("pruned-1", "ada"), KeepFate.IsPruned),
        new(new("pruned-2", "ben"), KeepFate.IsPruned),
        new(new("short-1", "cy"), KeepFate.Expires),
        new(new("short-2", "cy"), KeepFate.Expires),
        new(new("guest-1", Guest(round)), KeepFate.IsErased),
        new(new("guest-2", Guest(round)), KeepFate.IsErased),
        new(new("guest-held", Guest(round)), KeepFate.IsHeld),
    ];

    /// <summary>The same session by its id.</summary>
    public static KeepRoom Find(int round, string id) => Of(round).Single(room => room.Key.Id == id);
}
