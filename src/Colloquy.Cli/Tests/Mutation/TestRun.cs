using System.Text.RegularExpressions;
using Colloquy.Testing;

namespace Colloquy.Cli;

/// <summary>One run of the tests.</summary>
/// <param name="ExitCode">The exit code; null when the run took too long and was ended.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Report">What it reported of conversations.</param>
/// <param name="Duration">How long it took.</param>
internal sealed partial record TestRun(int? ExitCode, string Output, PlantingReport Report, TimeSpan Duration)
{
    private string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The last line that was printed.</summary>
    public string LastLine => Lines is [.., var last] ? PlainText.Short(last, 200) : "nothing was printed.";

    /// <summary>The tests that the output says failed, in the words of xunit's own runner, of Microsoft.Testing.Platform and of VSTest.</summary>
    public IReadOnlyList<string> FailedTests => [.. Lines.Select(line => Failed().Match(line)).Where(match => match.Success).Select(match => match.Groups["test"].Value).Distinct()];

    [GeneratedRegex(@"^(?<test>.+?) \[FAIL\]$|^[Ff]ailed (?<test>.+?) [\[(]<?\s*\d[^\])]*[\])]$")]
    private static partial Regex Failed();
}
