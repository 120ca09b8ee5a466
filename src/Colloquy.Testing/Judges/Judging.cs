using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>Asks judges about turns and conversations. Any <see cref="IEvaluator"/> is a judge.</summary>
public static class Judging
{
    /// <summary>Asks a judge about a turn, with the history before it, and returns the result without recording it.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="judge">The judge.</param>
    /// <param name="options">How the judge is asked; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the judgement.</param>
    /// <returns>The result. A judge that fails in any way gives <see cref="CheckOutcome.Error"/>.</returns>
    public static Task<CheckResult> JudgeAsync(this TurnResult turn, IEvaluator judge, JudgeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(turn);
        ArgumentNullException.ThrowIfNull(judge);
        return JudgeRunner.RunAsync(judge, turn.Conversation, turn, options, cancellationToken);
    }

    /// <summary>Asks a judge about a whole conversation, with all its turns in view, and returns the result without recording it.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="judge">The judge.</param>
    /// <param name="options">How the judge is asked; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the judgement.</param>
    /// <returns>The result. A judge that fails in any way gives <see cref="CheckOutcome.Error"/>.</returns>
    public static Task<CheckResult> JudgeAsync(this Conversation conversation, IEvaluator judge, JudgeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(judge);
        return JudgeRunner.RunAsync(judge, conversation, null, options, cancellationToken);
    }
}
