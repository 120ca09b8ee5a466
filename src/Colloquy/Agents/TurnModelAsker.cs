using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Asks models within a turn, for window strategies and context providers, as long as the usage limits allow it.</summary>
/// <param name="agentClient">The agent's own model.</param>
/// <param name="transaction">Records the calls.</param>
/// <param name="pricing">Prices them.</param>
/// <param name="guard">Checks the usage limits.</param>
/// <param name="window">The window of the turn.</param>
/// <param name="usage">The usage of the turn, to which that of the calls is added.</param>
internal sealed class TurnModelAsker(IChatClient agentClient, TurnTransaction transaction, CallPricing pricing, UsageGuard guard, Window window, UsageDetails usage) : IModelAsker
{
    /// <summary>The most characters of an answer.</summary>
    public int AnswerCharacters { get; init; } = RunLimits.DefaultAnswerCharacters;

    public async ValueTask<ModelReply> AskAsync(ModelQuestion question, CancellationToken cancellationToken)
    {
        transaction.Fence.ThrowIfClosed();
        if (await guard.FindRefusalAsync(transaction.Uncommitted, cancellationToken).ConfigureAwait(false) is { } refusal)
            return new ModelReply { Failure = new UsageLimitException(window.Log.Key, refusal, answer: null), IsRefused = true };

        var caller = new ModelCaller(question.Client ?? agentClient, transaction, pricing, window.Log, onUpdate: null) { AnswerCharacters = AnswerCharacters };
        return await caller.AskAsync(question, question.About ?? new PositionRange(window.TurnStart, transaction.Last), usage, cancellationToken).ConfigureAwait(false);
    }
}
