using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>Represents how a judge is asked about a turn or a conversation, and when its answer passes.</summary>
public sealed class JudgeOptions
{
    /// <summary>Gets or sets the name of the conversation's model that the judge asks.</summary>
    /// <value>The default is <c>judge</c>.</value>
    public string Model { get; set; } = Judge.DefaultModel;

    /// <summary>Gets the thresholds of metrics, by name. A metric without one passes by its own interpretation, or, for a metric that is true or false, when it is true.</summary>
    public IDictionary<string, JudgeThreshold> Thresholds { get; } = new Dictionary<string, JudgeThreshold>(StringComparer.Ordinal);

    /// <summary>Gets the looks at the state of tool hosts that the judge is shown. They are taken when the judge is asked, so ask right after the turn.</summary>
    public IList<HostLook> HostState { get; } = [];

    /// <summary>Gets the context that the evaluator is given beside the conversation, such as a ground truth.</summary>
    public IList<EvaluationContext> Context { get; } = [];

    /// <summary>Gets or sets the most time that the judge may take. A judge that takes longer is an error of the check.</summary>
    /// <value>The default is two minutes. At least one millisecond, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>.</value>
    public TimeSpan Timeout
    {
        get;
        set => field = value == System.Threading.Timeout.InfiniteTimeSpan || value >= TimeSpan.FromMilliseconds(1) ? value : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "A judge has at least one millisecond.");
    }
    = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets how well the judge agrees with people, as its calibration found. A judge that is below its bar may not decide: the check is an error.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public CalibrationReport? Calibration { get; set; }

    /// <summary>Gets or sets a value that indicates whether a judge without a calibration may not decide.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RequireCalibration { get; set; }
}
