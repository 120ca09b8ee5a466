using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Asks models within a turn, for window strategies and context providers, as long as the usage limits allow it.</summary>
/// <param name="agentClient">The agent's own model.</param>
/// <param name="transaction">Records the calls.</param>
/// <param name="patience">Waits for models.</param>
/// <param name="pricing">Prices the calls.</param>
/// <param name="guard">Checks the usage limits.</param>
/// <param name="window">The window of the turn.</param>
/// <param name="usage">The usage of the turn, to which that of the calls is added.</param>
internal sealed class TurnModelAsker(IChatClient agentClient, TurnTransaction transaction, Patience patience, CallPricing pricing, UsageGuard guard, Window window, UsageDetails usage) : IModelAsker
{
    /// <summary>The maximum number of characters of an answer.</summary>
    public int AnswerCharacters { get; init; } = RunLimits.DefaultAnswerCharacters;

    public async ValueTask<ModelReply> AskAsync(ModelQuestion question, CancellationToken cancellationToken)
    {
        transaction.Fence.ThrowIfClosed();
        if (await guard.FindRefusalAsync(transaction.Uncommitted, cancellationToken).ConfigureAwait(false) is { } refusal)
            return new ModelReply { Failure = new TurnLimitException(window.Log.Key, refusal, answer: null), IsRefused = true };

        var site = new ModelCallSite(transaction.Author, transaction.Number, transaction.TurnStart, transaction.Fence);
        var caller = new ModelCaller(question.Client ?? agentClient, site, patience, pricing, window.Log, onUpdate: null) { AnswerCharacters = AnswerCharacters };
        var answer = await caller.AskAsync(question, question.About ?? new PositionRange(window.TurnStart, transaction.Last), cancellationToken).ConfigureAwait(false);
        if (answer.Call.Usage is { } used)
            usage.Add(used);
        var position = await transaction.RecordAsync(answer.Call, answer.Instructions, answer.Entry).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
            answer.Failure?.Throw();
        return new ModelReply { Text = answer.Text, Failure = answer.Failure?.SourceException, Position = position, Entry = answer.Entry };
    }
}
