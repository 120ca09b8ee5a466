using System.Text.RegularExpressions;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>samples/README.md says which sample shows what.</summary>
public sealed partial class SamplesPageTests
{
    [Fact]
    public void Each_sample_has_a_row_and_each_row_a_sample()
    {
        var rows = Row().Matches(File.ReadAllText(Repository.PathOf("samples", "README.md"))).Select(row => row.Groups["sample"].Value);

        var samples = Directory.GetDirectories(Repository.PathOf("samples")).Where(folder => Directory.EnumerateFiles(folder).Any()).Select(folder => Path.GetFileName(folder));

        Assert.Equal(samples.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| \[(?<sample>\w+)\]\(\w+/", RegexOptions.Multiline)]
    private static partial Regex Row();
}
