namespace Colloquy.Testing;

/// <summary>Provides checks of the numbers in answers, for a turn and for a whole conversation.</summary>
public static class NumberExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Checks that each number of the answer is in a tool's result of the same turn, or in what the user said.</summary>
        /// <param name="sources">What the numbers may come from.</param>
        /// <param name="allowed">Further numbers that the answer may state, such as one that it has to compute; null for none.</param>
        public T NumbersFromResults(NumberSources sources = NumberSources.Results | NumberSources.Input, IReadOnlyList<decimal>? allowed = null) => expect.Meets(new NumbersFromCheck { Sources = sources, Allowed = allowed ?? [] });

        /// <summary>Checks that the answer states a number, in any format.</summary>
        /// <param name="number">The number.</param>
        public T StatesNumber(decimal number) => expect.Meets(new StatesNumberCheck(number));

        /// <summary>Checks that the answer states what a tool returned in the same turn: a number in any format, or a text.</summary>
        /// <param name="tool">The tool's name: its own, the one that models are shown, or <c>host.tool</c>.</param>
        /// <param name="at">The path of the value in the result, such as <c>balance</c>; null for the whole result.</param>
        public T StatesResultOf(string tool, string? at = null) => expect.Meets(new StatesResultCheck(tool, at));
    }
}
