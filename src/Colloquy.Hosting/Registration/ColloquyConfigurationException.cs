namespace Colloquy.Hosting;

/// <summary>The exception that is thrown when an application cannot start with what it registered: a store cannot be opened, or an agent cannot be created. The message names each and what to do, and never contains a key.</summary>
public sealed class ColloquyConfigurationException : ColloquyException
{
    internal ColloquyConfigurationException(string problem, Exception? inner = null)
        : base(problem, inner) => Problems = [problem];

    private ColloquyConfigurationException(IReadOnlyList<string> problems, Exception inner)
        : base($"Colloquy cannot start, for {problems.Count} reasons:{string.Concat(problems.Select(problem => $"{Environment.NewLine}- {problem}"))}", inner) => Problems = problems;

    /// <summary>Gets the problems, each a sentence or more; at least one.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Throws what was found, all in one exception; does nothing when nothing was found.</summary>
    internal static void ThrowIfAny(IReadOnlyList<ColloquyConfigurationException> found)
    {
        // Agents that hand over to each other report the same problem.
        string[] problems = [.. found.SelectMany(one => one.Problems).Distinct()];
        if (problems.Length > 0)
            throw problems.Length == 1 ? found[0] : new ColloquyConfigurationException(problems, new AggregateException(found));
    }
}
