namespace Colloquy.Testing;

/// <summary>Provides checks of the history, for a turn and for a whole conversation.</summary>
public static class HistoryExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Checks that the history is well formed, as it was sent to models and as it is stored: each tool call has exactly one result, and nothing is there twice.</summary>
        /// <param name="cancellationToken">Cancels the read of what is stored.</param>
        public Task<T> WellFormedHistoryAsync(CancellationToken cancellationToken = default) => expect.MeetsAsync(new WellFormedHistoryCheck(), cancellationToken);

        /// <summary>Checks how many messages the agent stores of the conversation: inputs, answers, tool calls and results.</summary>
        /// <param name="count">The number of messages, at least 0.</param>
        /// <param name="cancellationToken">Cancels the read of what is stored.</param>
        public Task<T> MessagesStoredAsync(int count, CancellationToken cancellationToken = default) => expect.MeetsAsync(new HistoryCountCheck(count), cancellationToken);

        /// <summary>Checks that the agent does not repeat itself: no sentence, no call, and, of a conversation, no answer to different inputs.</summary>
        /// <param name="sameCallsAtMost">The most calls of one tool with the same arguments within a turn, at least 1.</param>
        public T NoRepetition(int sameCallsAtMost = 2) => expect.Meets(new NoRepetitionCheck { SameCallsAtMost = sameCallsAtMost });
    }
}
