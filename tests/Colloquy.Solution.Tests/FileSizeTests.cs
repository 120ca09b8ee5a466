using Xunit;

namespace Colloquy.Solution.Tests;

public sealed class FileSizeTests
{
    private const int Most = 400;

    [Fact]
    public void No_file_is_longer_than_two_concepts_would_be()
    {
        var long_ = Repository.SourceFiles("src").Concat(Repository.SourceFiles("tests")).Concat(Repository.SourceFiles("samples")).Concat(Repository.SourceFiles("bench"))
            .Select(path => (Path: Path.GetRelativePath(Repository.Root, path), Lines: File.ReadLines(path).Count()))
            .Where(file => file.Lines > Most);

        Assert.Empty(long_);
    }

    [Fact]
    public void The_median_file_of_the_library_is_short_and_most_are_under_200_lines()
    {
        var lines = Repository.SourceFiles("src").Select(path => File.ReadLines(path).Count()).Order().ToList();

        Assert.InRange(lines[lines.Count / 2], 1, 60);
        Assert.InRange(lines.Count(count => count <= 200), lines.Count * 95 / 100, lines.Count);
    }
}
