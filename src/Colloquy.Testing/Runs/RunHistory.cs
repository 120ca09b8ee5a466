namespace Colloquy.Testing;

/// <summary>Represents earlier runs of the same tests.</summary>
public sealed record RunHistory
{
    /// <summary>Gets the runs, the oldest first.</summary>
    public IReadOnlyList<RunSummary> Runs { get => field ?? []; init; }

    /// <summary>Gets why files of runs could not be read. Reports show it.</summary>
    public IReadOnlyList<string> Unreadable { get => field ?? []; init; }
}
