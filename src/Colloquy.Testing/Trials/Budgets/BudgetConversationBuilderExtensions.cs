namespace Colloquy.Testing;

/// <summary>Gives conversations a budget.</summary>
public static class BudgetConversationBuilderExtensions
{
    /// <summary>Charges the turns of the conversation to a budget, which is checked before each turn.</summary>
    /// <param name="conversation">The conversation to configure.</param>
    /// <param name="budget">The budget, which other conversations can share.</param>
    /// <returns>The builder.</returns>
    public static ConversationBuilder UseBudget(this ConversationBuilder conversation, TestBudget budget)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(budget);
        return conversation.AddExtension(new BudgetExtension(budget));
    }
}
