namespace Colloquy.Testing;

/// <summary>Provides checks of state: of tool hosts and of the agent's session.</summary>
public static class StateExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Checks the state of a tool host: calls one of its tools, and compares what it returns. The call is in no turn.</summary>
        /// <param name="host">The name of the tool host.</param>
        /// <param name="tool">The name of the tool that looks at the state. It should change nothing.</param>
        /// <param name="arguments">The arguments of the call; null for none.</param>
        /// <param name="expected">The expected result, compared as a value: of an object, the fields that are named here.</param>
        /// <param name="at">The path of the part of the result that is compared, such as <c>balance</c>; null for the whole.</param>
        /// <param name="cancellationToken">Cancels the call.</param>
        public Task<T> ToolHostStateAsync(string host, string tool, object? arguments, object? expected, string? at = null, CancellationToken cancellationToken = default) =>
            expect.MeetsAsync(new ToolHostStateCheck(host, tool) { Arguments = arguments, Is = expected, At = at, Rules = expect.Rules }, cancellationToken);

        /// <summary>Checks a value in the state of the agent's session.</summary>
        /// <param name="key">The key.</param>
        /// <param name="expected">The expected value, compared as a value; <see cref="Value.None"/> for a key that has none.</param>
        /// <param name="scope">The scope of the key.</param>
        /// <param name="cancellationToken">Cancels the read.</param>
        public Task<T> SessionStateAsync(string key, object? expected, Scope scope = Scope.Session, CancellationToken cancellationToken = default) =>
            expect.MeetsAsync(new SessionStateCheck(key) { Is = expected, Scope = scope, Rules = expect.Rules }, cancellationToken);
    }
}
