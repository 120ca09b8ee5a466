namespace Colloquy.Testing;

/// <summary>Provides checks of memory: that it comes from the conversation, and from no other.</summary>
public static class MemoryExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Checks that texts of another conversation are nowhere in this one: not in what was sent to models, not in calls of tools or their results, and not in answers.</summary>
        /// <param name="texts">The texts; at least one. They are found as whole words, without regard to case.</param>
        public T NoFactLeaks(params IReadOnlyList<string> texts) => expect.Meets(new NoFactLeaksCheck(texts));

        /// <summary>Checks that texts of another conversation, where each must be, are nowhere in this one.</summary>
        /// <param name="source">The other conversation.</param>
        /// <param name="texts">The texts; at least one. They are found as whole words, without regard to case.</param>
        public T NoFactLeaks(Conversation source, params IReadOnlyList<string> texts)
        {
            ArgumentNullException.ThrowIfNull(source);
            return expect.Meets(new NoFactLeaksCheck(texts) { Source = source });
        }
    }

    /// <param name="expect">The conversation that is checked.</param>
    extension(ConversationExpectations expect)
    {
        /// <summary>Checks by a counterfactual that the agent remembers: it asks a question on a fork, where the answer must contain the fact, and again on a fork without the turn that told it, where the answer must not.</summary>
        /// <param name="turn">The number of the turn that told the fact, from 1.</param>
        /// <param name="question">The question, which must not contain the fact.</param>
        /// <param name="answerContains">The fact, as the answer words it. Case makes no difference.</param>
        /// <param name="cancellationToken">Cancels the questions.</param>
        public Task<ConversationExpectations> MemoryComesFromAsync(int turn, string question, string answerContains, CancellationToken cancellationToken = default) =>
            expect.MeetsAsync(new MemoryComesFromCheck(turn, question, answerContains), cancellationToken);

        /// <summary>Checks by a counterfactual that the agent remembers: it asks a question on a fork, where the answer must contain the fact, and again on a fork without the turn that told it, where the answer must not.</summary>
        /// <param name="turn">The turn that told the fact.</param>
        /// <param name="question">The question, which must not contain the fact.</param>
        /// <param name="answerContains">The fact, as the answer words it. Case makes no difference.</param>
        /// <param name="cancellationToken">Cancels the questions.</param>
        public Task<ConversationExpectations> MemoryComesFromAsync(TurnResult turn, string question, string answerContains, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(turn);
            return expect.MemoryComesFromAsync(turn.Number, question, answerContains, cancellationToken);
        }
    }
}
