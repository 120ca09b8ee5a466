using Xunit;

namespace Colloquy.Solution.Tests.Prose;

/// <summary>Summaries of the public face are written as Microsoft Learn writes its reference.</summary>
public sealed class SummaryTests
{
    [Fact]
    public void Public_summaries_open_with_an_agreed_verb_or_noun()
    {
        var summaries = PublicSummary.ReadAll().ToList();

        Assert.True(summaries.Count > 500, $"Only {summaries.Count} summaries were found.");
        var other = summaries.Where(summary => !summary.OpensAsAgreed).ToList();
        Assert.True(other.Count == 0, $"{other.Count} of {summaries.Count} summaries open in another way:\n{string.Join('\n', other)}");
    }
}
