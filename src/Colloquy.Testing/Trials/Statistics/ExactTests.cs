namespace Colloquy.Testing;

/// <summary>Computes exact tests of significance.</summary>
public static class ExactTests
{
    /// <summary>Returns the two-sided p-value of McNemar's exact test: how probable it is that pairs differ at least as unevenly, if neither side is better.</summary>
    /// <param name="onlyFirst">The number of pairs of which only the first passed.</param>
    /// <param name="onlySecond">The number of pairs of which only the second passed.</param>
    public static double McNemar(int onlyFirst, int onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        var (n, least) = (onlyFirst + onlySecond, Math.Min(onlyFirst, onlySecond));
        if (n == 0)
            return 1;

        var logs = LogFactorials(n);
        var tail = 0.0;
        for (var i = 0; i <= least; i++)
            tail += Math.Exp(logs[n] - logs[i] - logs[n - i] - (n * Math.Log(2)));
        return Math.Min(1, 2 * tail);
    }

    /// <summary>Returns the two-sided p-value of Fisher's exact test: how probable a table is that is at most as probable as this one, if both sides have the same pass rate.</summary>
    /// <param name="firstTrials">The number of trials of the first side.</param>
    /// <param name="firstPassed">How many of them passed.</param>
    /// <param name="secondTrials">The number of trials of the second side.</param>
    /// <param name="secondPassed">How many of them passed.</param>
    public static double Fisher(int firstTrials, int firstPassed, int secondTrials, int secondPassed)
    {
        Ensure(firstTrials, firstPassed);
        Ensure(secondTrials, secondPassed);
        var (n, passed) = (firstTrials + secondTrials, firstPassed + secondPassed);
        var logs = LogFactorials(n);
        var observed = LogProbability(firstPassed);
        var sum = 0.0;
        for (var i = Math.Max(0, passed - secondTrials); i <= Math.Min(firstTrials, passed); i++)
        {
            // Tables that are equally probable differ by rounding only.
            if (LogProbability(i) is var log && log <= observed + 1e-7)
                sum += Math.Exp(log);
        }

        return Math.Min(1, sum);

        double LogProbability(int i) => LogChoose(firstTrials, i) + LogChoose(secondTrials, passed - i) - LogChoose(n, passed);

        double LogChoose(int all, int some) => logs[all] - logs[some] - logs[all - some];
    }

    private static double[] LogFactorials(int n)
    {
        var logs = new double[n + 1];
        for (var i = 2; i <= n; i++)
            logs[i] = logs[i - 1] + Math.Log(i);
        return logs;
    }

    private static void Ensure(int trials, int passed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(passed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(passed, trials);
    }
}
