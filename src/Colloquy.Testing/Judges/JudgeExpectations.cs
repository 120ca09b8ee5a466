using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>Provides checks by judges.</summary>
public static class JudgeExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Asks a judge about the turn, with the history before it, or about the whole conversation.</summary>
        /// <param name="judge">The judge: any evaluator.</param>
        /// <param name="options">How the judge is asked; null for the defaults.</param>
        /// <param name="cancellationToken">Cancels the judgement.</param>
        /// <exception cref="CheckFailedException">The judge found that the agent did not do what was expected.</exception>
        /// <exception cref="CheckErrorException">The judge failed, answered nonsense, or did not decide. The agent is not to blame.</exception>
        public Task<T> JudgedAsync(IEvaluator judge, JudgeOptions? options = null, CancellationToken cancellationToken = default) =>
            expect.MeetsAsync(new JudgedCheck(judge, options), cancellationToken);

        /// <summary>Asks a judge whether a criterion is met: by the turn, with the history before it, or by the whole conversation.</summary>
        /// <param name="criterion">The criterion in words, such as <c>the agent says how much money is left</c>.</param>
        /// <param name="options">How the judge is asked; null for the defaults.</param>
        /// <param name="cancellationToken">Cancels the judgement.</param>
        /// <exception cref="CheckFailedException">The criterion is not met.</exception>
        /// <exception cref="CheckErrorException">The judge failed, answered nonsense, or did not decide. The agent is not to blame.</exception>
        public Task<T> JudgedAsync(string criterion, JudgeOptions? options = null, CancellationToken cancellationToken = default) =>
            expect.MeetsAsync(new JudgedCheck(new CriterionJudge(criterion), options), cancellationToken);
    }
}
