namespace Colloquy.Testing;

/// <summary>Charges the turns of a conversation to a budget.</summary>
internal sealed class BudgetExtension(TestBudget budget) : ConversationExtension
{
    public override ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
    {
        budget.ThrowIfSpent();
        return default;
    }

    public override ValueTask OnTurnEndedAsync(Conversation conversation, TurnResult turn)
    {
        // What answers without an observed client may cost anything.
        if (turn is { Success: true, ModelCalls.Count: 0 })
            budget.Add(turn.Cost, turn.Usage.TotalTokenCount, $"turn {turn.Number} of '{conversation.FullName}', which calls no client of ConversationParts.Client");
        foreach (var call in turn.ModelCalls.Where(call => call.Origin == AnswerOrigin.Live && call.Response is not null))
            budget.Add(conversation.CostOf(call), call.Response!.Usage?.TotalTokenCount ?? call.Response.Usage?.InputTokenCount + call.Response.Usage?.OutputTokenCount, $"the model '{call.Response.ModelId ?? call.Client}'");
        return default;
    }

    public override ConversationExtension Fork() => new BudgetExtension(budget);
}
