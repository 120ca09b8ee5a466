namespace Colloquy.Testing;

/// <summary>Provides checks of tool calls, for a turn and for a whole conversation.</summary>
public static class ToolExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Checks that a tool was called. A call that was not executed, such as one that waits for an approval, does not count.</summary>
        /// <param name="tool">The tool's name: its own, the one that models are shown, or <c>host.tool</c>.</param>
        /// <param name="times">The exact number of calls, each of which must meet the conditions; null for one or more that do, beside any others.</param>
        /// <param name="from">The name of the tool host; null for any.</param>
        /// <param name="with">The arguments that the call must have, beside any others: an object or a dictionary, whose values are compared as what they mean, and can be conditions of <see cref="Value"/>; null for any.</param>
        /// <param name="exactly">The arguments that the call must have, and no others; null for any.</param>
        /// <param name="where">A condition on the whole call; null for none.</param>
        public T ToolCalled(string tool, int? times = null, string? from = null, object? with = null, object? exactly = null, Func<ObservedToolCall, bool>? where = null) =>
            expect.Meets(new ToolCalledCheck(tool) { Times = times, From = from, Arguments = exactly is null ? with : with is null ? exactly : throw new ArgumentException("Give either 'with' or 'exactly', not both.", nameof(exactly)), IsExact = exactly is not null, Where = where, Rules = expect.Rules });

        /// <summary>Checks that a tool was not called, and that no call of it was asked for.</summary>
        /// <param name="tool">The tool's name: its own, the one that models are shown, or <c>host.tool</c>.</param>
        /// <param name="from">The name of the tool host; null for any.</param>
        /// <param name="with">The arguments with which it must not be called; null for any.</param>
        public T ToolNotCalled(string tool, string? from = null, object? with = null) => expect.Meets(new ToolNotCalledCheck(tool) { From = from, Arguments = with, Rules = expect.Rules });

        /// <summary>Checks that no tool was called. It passes with the score 1 when none was.</summary>
        public T NoTools() => expect.Meets(new NoToolsCheck());

        /// <summary>Checks that tools were called in an order. Other calls may be between them.</summary>
        /// <param name="tools">The names of the tools, in order; at least one.</param>
        public T ToolsInOrder(params IReadOnlyList<string> tools) => expect.Meets(new ToolsInOrderCheck(tools));

        /// <summary>Checks that exactly the given tools were called, in this order.</summary>
        /// <param name="tools">The names of the tools, in order; at least one.</param>
        public T OnlyToolsInOrder(params IReadOnlyList<string> tools) => expect.Meets(new ToolsInOrderCheck(tools) { IsExact = true });

        /// <summary>Checks that no tool failed: none threw, and no result says that it is an error.</summary>
        public T NoToolErrors() => expect.Meets(new NoToolErrorsCheck());

        /// <summary>Checks that a tool was called and failed.</summary>
        /// <param name="tool">The tool's name: its own, the one that models are shown, or <c>host.tool</c>.</param>
        /// <param name="error">A text that the error contains, without regard to case; null for any error.</param>
        public T ToolFailed(string tool, string? error = null) => expect.Meets(new ToolFailedCheck(tool) { Error = error });
    }
}
