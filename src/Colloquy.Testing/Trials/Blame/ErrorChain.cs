namespace Colloquy.Testing;

/// <summary>Looks into exceptions.</summary>
internal static class ErrorChain
{
    /// <summary>An exception and those within it, the outermost first.</summary>
    public static IReadOnlyList<Exception> Of(Exception error)
    {
        List<Exception> chain = [];
        Queue<Exception> next = new([error]);
        while (next.TryDequeue(out var current))
        {
            chain.Add(current);
            foreach (var inner in Within(current))
                next.Enqueue(inner);
        }

        return chain;
    }

    /// <summary>The checks that could not be made, when nothing else failed: neither the agent nor another step of a script.</summary>
    public static IReadOnlyList<CheckResult> CheckErrorsOf(Exception error) => error switch
    {
        CheckErrorException one => one.Results,
        ScriptErrorException script when script.Failures.All(failure => failure.Error is CheckErrorException) => [.. script.Failures.SelectMany(failure => CheckErrorsOf(failure.Error))],
        _ => [],
    };

    private static IEnumerable<Exception> Within(Exception error) => error switch
    {
        AggregateException aggregate => aggregate.InnerExceptions,
        ScriptFailedException script => script.Failures.Select(failure => failure.Error),
        ScriptErrorException script => script.Failures.Select(failure => failure.Error),
        { InnerException: { } inner } => [inner],
        _ => [],
    };

    /// <summary>Whether a test framework counts an exception as a failed assertion: by an interface of this name, whatever its namespace, as xunit does.</summary>
    public static bool IsAssertion(Exception error) => error.GetType().GetInterfaces().Any(type => type.Name == "IAssertionException");
}
