using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>Represents a check by a judge: of a turn with the history before it, or of a whole conversation.</summary>
/// <param name="judge">The judge.</param>
/// <param name="options">How the judge is asked; null for the defaults.</param>
public sealed class JudgedCheck(IEvaluator judge, JudgeOptions? options = null) : Check
{
    /// <summary>Gets the judge.</summary>
    public IEvaluator Judge { get; } = judge ?? throw new ArgumentNullException(nameof(judge));

    /// <inheritdoc />
    public override string Name => JudgeRunner.NameOf(Judge);

    /// <inheritdoc />
    public override string Expected => JudgeRunner.ExpectedOf(Judge, options ?? new JudgeOptions());

    /// <inheritdoc />
    public override async ValueTask<CheckResult> MakeAsync(CheckSubject subject, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return await JudgeRunner.RunAsync(Judge, subject.Conversation, subject.Turn, options, cancellationToken).ConfigureAwait(false);
    }
}
