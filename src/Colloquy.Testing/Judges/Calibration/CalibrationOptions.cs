namespace Colloquy.Testing;

/// <summary>Represents how a judge is compared with labels.</summary>
public sealed class CalibrationOptions
{
    /// <summary>Gets or sets the agreement from which the judge may decide.</summary>
    /// <value>The default is a kappa of 0.6 and agreement on 0.8 of at least 20 transcripts, with labels of people.</value>
    public CalibrationBar Bar { get; set; } = new();

    /// <summary>Gets or sets what of each transcript is judged: its last turn, or the whole.</summary>
    /// <value>The default is <see cref="JudgeScope.Conversation"/>.</value>
    public JudgeScope Scope { get; set; } = JudgeScope.Conversation;

    /// <summary>Gets or sets how the judge is asked, such as thresholds. The looks at tool hosts do not apply.</summary>
    public JudgeOptions Judge { get; set; } = new();

    /// <summary>Gets models by name, for judges that name theirs.</summary>
    public IDictionary<string, IChatClient> Models { get; } = new Dictionary<string, IChatClient>(StringComparer.Ordinal);
}
