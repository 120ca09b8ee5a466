namespace Colloquy.Testing;

/// <summary>Charges the turns of a conversation to a budget.</summary>
internal sealed class BudgetExtension(TestBudget budget) : ConversationExtension
{
    private int _others;

    public override ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
    {
        ChargeOthers(conversation);
        budget.ThrowIfSpent();
        return default;
    }

    public override ValueTask OnTurnEndedAsync(Conversation conversation, TurnResult turn)
    {
        // What answers without an observed client may cost anything.
        if (turn is { Success: true, ModelCalls.Count: 0 })
            budget.Add(turn.Cost, turn.Usage.TotalTokenCount, $"turn {turn.Number} of '{conversation.FullName}', which calls no client of ConversationParts.Client");
        foreach (var call in turn.ModelCalls)
            Charge(conversation, call);
        return default;
    }

    public override ValueTask OnEndedAsync(Conversation conversation)
    {
        ChargeOthers(conversation);
        return default;
    }

    public override ConversationExtension Fork() => new BudgetExtension(budget);

    /// <summary>Charges the calls of judges and simulated users since the last turn.</summary>
    private void ChargeOthers(Conversation conversation)
    {
        var calls = conversation.OtherModelCalls;
        for (; _others < calls.Count; _others++)
            Charge(conversation, calls[_others]);
    }

    private void Charge(Conversation conversation, ObservedModelCall call)
    {
        if (call is { Origin: AnswerOrigin.Live, Response: { } response })
            budget.Add(conversation.SpendOf([call]).Cost, response.Usage?.TotalTokenCount ?? (response.Usage?.InputTokenCount + response.Usage?.OutputTokenCount), $"the model '{response.ModelId ?? call.Client}'");
    }
}
