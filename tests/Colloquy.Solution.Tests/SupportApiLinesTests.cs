using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The sample of a web API is short enough to be read as a model.</summary>
public sealed class SupportApiLinesTests
{
    [Fact]
    public void The_support_api_has_at_most_150_lines_of_its_own()
    {
        var lines = Directory.GetFiles(Repository.PathOf("samples", "SupportApi", "SupportApi"), "*.cs").SelectMany(File.ReadLines)
            .Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal));

        Assert.InRange(lines.Count(), 100, 150);
    }
}
