using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Colloquy.Testing;

/// <summary>Reports the exceptions by which tests fail, whichever test framework runs them: those of checks and assertions that pass through a test method.</summary>
/// <param name="log">Where they are reported.</param>
internal sealed class PlantingWatch(PlantingLog log)
{
    // NUnit's and MSTest's assertions have no interface.
    private static readonly string[] s_assertions = ["AssertionException", "MultipleAssertException", "AssertFailedException"];

    [ThreadStatic]
    private static bool t_isBusy;

    private readonly HashSet<(string Test, Exception Error)> _known = [];

    public void Listen() => AppDomain.CurrentDomain.FirstChanceException += OnException;

    private static bool IsOurs(Exception error) => error.GetType().Assembly == typeof(PlantingWatch).Assembly;

    private static bool IsAssertion(Exception error) => ErrorChain.IsAssertion(error) || s_assertions.Contains(error.GetType().Name);

    private void OnException(object? sender, FirstChanceExceptionEventArgs e)
    {
        if (t_isBusy || !(IsOurs(e.Exception) || IsAssertion(e.Exception)))
            return;

        t_isBusy = true;
        try
        {
            if (TestMethods.Find(new StackTrace(fNeedFileInfo: false)) is { } test)
                Report(test, e.Exception);
        }
#pragma warning disable CA1031 // An exception of the watch would hide the one that it watches.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
        finally
        {
            t_isBusy = false;
        }
    }

    private void Report(string test, Exception error)
    {
        lock (_known)
        {
            if (!_known.Add((test, error)))
                return;
        }

        IReadOnlyList<CheckResult> results = error switch
        {
            CheckFailedException failed => failed.Results,
            CheckErrorException failed => failed.Results,
            _ => [],
        };
        var failure = new PlantingFailure(test, error.Message.Split('\n', 2)[0].Trim()) { IsAssertion = IsAssertion(error), IsMiss = ErrorChain.Of(error).Any(inner => inner is CassetteMissException) };
        if (results.Count == 0)
            log.Add(failure);
        foreach (var result in results)
            log.Add(failure with { Check = result.Name });
    }
}
