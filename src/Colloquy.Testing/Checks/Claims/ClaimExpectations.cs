namespace Colloquy.Testing;

/// <summary>Provides checks of what the agent says it has done, for a turn and for a whole conversation.</summary>
public static class ClaimExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Checks that what the answer says was done, a tool did with success, in that turn or an earlier one, with the amount that the answer names. Offers, questions, plans, conditions and negations pass.</summary>
        /// <param name="claims">Says which words claim which tool: <c>claims => claims.Of("transfer", "transferred", "moved").Amount("amount")</c>; null for words that are derived from the names of the tools.</param>
        /// <remarks>The check reads English by rules. It is a heuristic: it can miss a claim that is said in an unusual way.</remarks>
        public T ClaimsVerified(Action<ClaimRules>? claims = null)
        {
            var rules = new ClaimRules();
            claims?.Invoke(rules);
            return expect.Meets(new VerifiedClaimsCheck { Rules = rules });
        }
    }
}
