namespace Colloquy.Testing;

/// <summary>Provides checks of usage, cost and time, for a turn and for a whole conversation.</summary>
public static class BudgetExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Checks that not more than a number of tokens was used, input and output together.</summary>
        /// <param name="tokens">The limit, at least 0.</param>
        public T TokensAtMost(long tokens) => expect.Meets(new BudgetCheck(BudgetKind.Tokens, tokens));

        /// <summary>Checks that the model calls did not cost more than an amount.</summary>
        /// <param name="dollars">The limit in US dollars, at least 0.</param>
        public T CostAtMost(decimal dollars) => expect.Meets(new BudgetCheck(BudgetKind.Cost, dollars));

        /// <summary>Checks that the turn, or all turns of the conversation together, did not take longer than a time.</summary>
        /// <param name="duration">The limit, at least zero.</param>
        public T DurationAtMost(TimeSpan duration) => expect.Meets(new BudgetCheck(BudgetKind.Seconds, (decimal)duration.TotalSeconds));

        /// <summary>Checks that the first token of the answer, or of each answer of the conversation, came within a time.</summary>
        /// <param name="duration">The limit, at least zero.</param>
        public T TimeToFirstTokenAtMost(TimeSpan duration) => expect.Meets(new BudgetCheck(BudgetKind.SecondsToFirstToken, (decimal)duration.TotalSeconds));

        /// <summary>Checks that not more than a number of steps was taken: model calls and executed tool calls together.</summary>
        /// <param name="steps">The limit, at least 0.</param>
        public T StepsAtMost(int steps) => expect.Meets(new BudgetCheck(BudgetKind.Steps, steps));
    }
}
