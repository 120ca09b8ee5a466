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

    /// <summary>Differences as words, such as <c>newly failing, calls</c>.</summary>
    public static IReadOnlyList<string> Of(ChangeKinds changes) =>
        [.. Enum.GetValues<ChangeKinds>().Where(kind => kind != ChangeKinds.None && changes.HasFlag(kind)).Select(kind => kind switch { ChangeKinds.NewlyFailing => "newly failing", ChangeKinds.NewlyPassing => "newly passing", _ => kind.ToString().ToLowerInvariant() })];
}
