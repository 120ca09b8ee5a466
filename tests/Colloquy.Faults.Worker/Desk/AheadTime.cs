namespace Colloquy.Faults.Worker;

/// <summary>A clock that is ahead: in its time, the leases of others have expired.</summary>
public sealed class AheadTime(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}
