namespace Colloquy.Testing;

/// <summary>Provides checks of how a turn ended, and of what it began with.</summary>
public static class TurnOutcomeExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Checks that the turn was completed with an answer; of a conversation, each turn.</summary>
        public T Success() => expect.Meets(new SuccessCheck());

        /// <summary>Checks that an agent handed off to another.</summary>
        /// <param name="agent">The name of the agent that takes over.</param>
        /// <param name="from">The name of the agent that hands off; null for any.</param>
        public T HandedOffTo(string agent, string? from = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(agent);
            return expect.Meets(new HandedOffCheck { To = agent, From = from });
        }

        /// <summary>Checks that no agent handed off.</summary>
        public T NoHandoff() => expect.Meets(new HandedOffCheck());

        /// <summary>Checks which agent answered; of a conversation, which answered last.</summary>
        /// <param name="agent">The name of the agent.</param>
        public T AnsweredBy(string agent) => expect.Meets(new AnsweredByCheck(agent));

        /// <summary>Checks how many earlier messages the model was shown in the first call of the turn, without instructions; of a conversation, of its last turn.</summary>
        /// <param name="exactly">The number of messages, at least 0.</param>
        public T MessagesCarriedIn(int exactly) => expect.Meets(new CarriedInCheck { AtLeast = exactly, AtMost = exactly });

        /// <summary>Checks how many earlier messages the model was shown in the first call of the turn, without instructions; of a conversation, of its last turn.</summary>
        /// <param name="atLeast">The fewest messages, at least 0.</param>
        /// <param name="atMost">The most messages; null for any number.</param>
        /// <param name="inEveryCall">Whether each model call of the turn is checked, such as that of an agent to which another handed off, and not only the first.</param>
        public T MessagesCarriedIn(int atLeast, int? atMost, bool inEveryCall = false) => expect.Meets(new CarriedInCheck { AtLeast = atLeast, AtMost = atMost, InEveryCall = inEveryCall });
    }
}
