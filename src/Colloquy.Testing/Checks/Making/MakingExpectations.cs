namespace Colloquy.Testing;

/// <summary>Provides the ways in which checks are made: one after the other, several together, and by rules of comparison.</summary>
public static class MakingExpectations
{
    /// <param name="expect">The turn or the conversation that is checked.</param>
    /// <typeparam name="T">The type of the expectations.</typeparam>
    extension<T>(T expect)
        where T : Expectations
    {
        /// <summary>Makes a check, records its result, and throws when it does not pass.</summary>
        /// <param name="check">The check.</param>
        /// <exception cref="CheckFailedException">The check failed.</exception>
        /// <exception cref="CheckErrorException">The check could not be made.</exception>
        public T Meets(ImmediateCheck check)
        {
            expect.Run(check);
            return expect;
        }

        /// <summary>Makes a check that waits for something, records its result, and throws when it does not pass.</summary>
        /// <param name="check">The check.</param>
        /// <param name="cancellationToken">Cancels the check.</param>
        /// <exception cref="CheckFailedException">The check failed.</exception>
        /// <exception cref="CheckErrorException">The check could not be made.</exception>
        public async Task<T> MeetsAsync(Check check, CancellationToken cancellationToken = default)
        {
            await expect.RunAsync(check, cancellationToken).ConfigureAwait(false);
            return expect;
        }

        /// <summary>Makes checks by other rules of comparison than the default ones.</summary>
        /// <param name="rules">The rules, for the checks that follow.</param>
        public T By(ComparisonRules rules)
        {
            ArgumentNullException.ThrowIfNull(rules);
            expect.Rules = rules;
            return expect;
        }

        /// <summary>Makes several checks, and throws once, with all that did not pass: <c>turn.Expect.All(e => e.Success().NoTools().Text("Lisbon"))</c>.</summary>
        /// <param name="checks">The checks. A check that does not pass does not stop those after it.</param>
        /// <exception cref="CheckFailedException">At least one of the checks failed.</exception>
        /// <exception cref="CheckErrorException">None failed, and at least one could not be made.</exception>
        public T All(params IReadOnlyList<Action<T>> checks)
        {
            Collect((T)expect.Collecting(), checks);
            return expect;
        }

        /// <summary>Makes several checks, also those that wait for something, and throws once, with all that did not pass.</summary>
        /// <param name="checks">The checks, which are made one after the other.</param>
        /// <exception cref="CheckFailedException">At least one of the checks failed.</exception>
        /// <exception cref="CheckErrorException">None failed, and at least one could not be made.</exception>
        public async Task<T> AllAsync(params IReadOnlyList<Func<T, Task>> checks)
        {
            await CollectAsync((T)expect.Collecting(), checks).ConfigureAwait(false);
            return expect;
        }
    }

    private static void Collect<T>(T collected, IReadOnlyList<Action<T>> checks)
        where T : Expectations
    {
        ArgumentNullException.ThrowIfNull(checks);
        try
        {
            foreach (var check in checks)
                check(collected);
        }
        catch (Exception error)
        {
            collected.ThrowCollected(error);
            throw;
        }

        collected.ThrowCollected();
    }

    private static async Task CollectAsync<T>(T collected, IReadOnlyList<Func<T, Task>> checks)
        where T : Expectations
    {
        ArgumentNullException.ThrowIfNull(checks);
        try
        {
            foreach (var check in checks)
                await check(collected).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            collected.ThrowCollected(error);
            throw;
        }

        collected.ThrowCollected();
    }
}
