namespace Colloquy.Testing.Tests.Judges;

public sealed class JudgeAgreementTests
{
    private static IEnumerable<(string, string)> Pairs(params (string Label, string Verdict, int Count)[] cells) => cells.SelectMany(cell => Enumerable.Repeat((cell.Label, cell.Verdict), cell.Count));

    /// <summary>50 transcripts; agreement 0.7, by chance 0.5. Variance by hand: (0.02743 + 0.02547 - 0.0025) / (50 × 0.0625) = 0.016128, its root 0.126996.</summary>
    [Fact]
    public void Kappa_and_its_interval_are_those_computed_by_hand()
    {
        var agreement = JudgeAgreement.Compute(Pairs(("pass", "pass", 20), ("pass", "fail", 5), ("fail", "pass", 10), ("fail", "fail", 15)));

        Assert.Equal((50, 0.7), (agreement.Count, agreement.Accuracy));
        Assert.Equal(0.4, agreement.Kappa!.Value, 10);
        Assert.Equal(0.4 - 1.959964 * 0.126996, agreement.KappaLow!.Value, 5);
        Assert.Equal(0.4 + 1.959964 * 0.126996, agreement.KappaHigh!.Value, 5);
        Assert.Equal([new("fail", "fail", 15), new("fail", "pass", 10), new("pass", "fail", 5), new("pass", "pass", 20)], agreement.Confusion);
        var fail = agreement.Classes.Single(found => found.Name == "fail");
        Assert.Equal((25, 20, 15), (fail.Labelled, fail.Judged, fail.Both));
        Assert.Equal((0.75, 0.6), (fail.Precision, fail.Recall));
    }

    /// <summary>Three classes, by hand: agreement 0.75, by chance 0.4 × 0.4 + 0.4 × 0.3 + 0.2 × 0.3 = 0.34, kappa 0.41 / 0.66.</summary>
    [Fact]
    public void Kappa_of_three_classes_is_that_computed_by_hand()
    {
        var agreement = JudgeAgreement.Compute(Pairs(("a", "a", 30), ("a", "b", 5), ("a", "c", 5), ("b", "a", 10), ("b", "b", 25), ("b", "c", 5), ("c", "a", 0), ("c", "b", 0), ("c", "c", 20), ("c", "c", 0)));

        Assert.Equal(0.75, agreement.Accuracy);
        Assert.Equal((0.75 - 0.34) / 0.66, agreement.Kappa!.Value, 10);
    }

    [Fact]
    public void Perfect_agreement_is_a_kappa_of_one_and_chance_is_zero()
    {
        var perfect = JudgeAgreement.Compute(Pairs(("pass", "pass", 5), ("fail", "fail", 5)));
        var chance = JudgeAgreement.Compute(Pairs(("pass", "pass", 5), ("pass", "fail", 5), ("fail", "pass", 5), ("fail", "fail", 5)));
        var against = JudgeAgreement.Compute(Pairs(("pass", "fail", 5), ("fail", "pass", 5)));

        Assert.Equal((1, 1, 1), (perfect.Kappa, perfect.KappaLow!.Value, perfect.KappaHigh!.Value));
        Assert.Equal(0, chance.Kappa!.Value, 10);
        Assert.Equal(-1, against.Kappa!.Value, 10);
    }

    /// <summary>A judge that passes everything agrees with people who passed everything, and shows nothing by it.</summary>
    [Fact]
    public void Kappa_is_not_defined_where_all_are_of_one_class()
    {
        var agreement = JudgeAgreement.Compute(Pairs(("pass", "pass", 30)));

        Assert.Equal((1, null, null), (agreement.Accuracy, agreement.Kappa, agreement.KappaLow));
    }
}
