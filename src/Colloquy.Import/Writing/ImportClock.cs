namespace Colloquy.Import;

/// <summary>Dates entries with the times of the source, where it has them.</summary>
internal sealed class ImportClock(TimeProvider inner) : TimeProvider
{
    /// <summary>The time of what is written next; null for the present.</summary>
    public DateTimeOffset? At { get; set; }

    public override DateTimeOffset GetUtcNow() => At ?? inner.GetUtcNow();
}
