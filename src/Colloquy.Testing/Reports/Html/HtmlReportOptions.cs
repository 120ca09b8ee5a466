namespace Colloquy.Testing;

/// <summary>Represents what a report shows beside the run itself.</summary>
public sealed class HtmlReportOptions
{
    /// <summary>Gets or sets the run to compare with; the report then begins with what moved since.</summary>
    /// <value>The default is <see langword="null"/>: nothing is compared.</value>
    public RunRecord? Baseline { get; set; }

    /// <summary>Gets or sets earlier runs, for trends.</summary>
    /// <value>The default is <see langword="null"/>: there are no trends.</value>
    public RunHistory? History { get; set; }

    /// <summary>Gets or sets the most characters of a text that are shown. Where a run has many turns, less is shown, so that the page stays small.</summary>
    /// <value>The default is 20,000. At least 100.</value>
    public int MaxTextLength { get; set; } = 20_000;
}
