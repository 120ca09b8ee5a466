using Colloquy.Testing;

namespace Colloquy.Cli;

/// <summary>Words for outcomes of tests.</summary>
internal static class TestWords
{
    public static string Of(TestOutcome outcome) => outcome.ToString().ToLowerInvariant();

    public static string Markup(TestOutcome outcome) => outcome switch
    {
        TestOutcome.Passed => "[green]passed[/]",
        TestOutcome.Failed or TestOutcome.Error => $"[red]{Of(outcome)}[/]",
        TestOutcome.Blocked => "[yellow]blocked[/]",
        _ => "[grey]skipped[/]",
    };

    /// <summary>The verdict of a run; one that did not end, or that was narrowed to selected tests, says so.</summary>
    public static string Markup(RunSummary run) => $"{Markup(run.Verdict)}{(run.IsUnfinished ? ", [yellow]unfinished[/]" : run.IsNarrowed ? ", [yellow]narrowed[/]" : "")}";

    public static string Of(GateOutcome outcome) => outcome.ToString().ToLowerInvariant();

    public static string Markup(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Met => "[green]met[/]",
        GateOutcome.Missed => "[red]missed[/]",
        _ => "[yellow]undecided[/]",
    };

    /// <summary>Differences as words, such as <c>newly failing, calls</c>.</summary>
    public static IReadOnlyList<string> Of(ChangeKinds changes) =>
        [.. Enum.GetValues<ChangeKinds>().Where(kind => kind != ChangeKinds.None && changes.HasFlag(kind)).Select(kind => kind switch { ChangeKinds.NewlyFailing => "newly failing", ChangeKinds.NewlyPassing => "newly passing", _ => kind.ToString().ToLowerInvariant() })];
}
