using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>How a run waits for code that is not its own: as long as it takes, but only a grace period more once the run was told to stop. The run ends without what has not ended then.</summary>
/// <param name="grace">The grace period.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is logged what was left.</param>
/// <param name="key">The session, for the log.</param>
internal sealed class Patience(TimeSpan grace, TimeProvider time, ILogger logger, SessionKey key)
{
    /// <summary>The grace period when nobody says another.</summary>
    public static TimeSpan DefaultGrace { get; } = TimeSpan.FromSeconds(5);

    public TimeSpan Grace => grace;

    /// <summary>Waits longer than this: for work of our own in which this waits for other code, too.</summary>
    public Patience Around => new(2 * grace, time, logger, key);

    public TimeProvider Time => time;

    /// <summary>Calls code that is not ours, and waits for it.</summary>
    /// <param name="what">What is called; as text, the subject of a sentence, which is made only when it is needed.</param>
    /// <param name="call">Calls it.</param>
    /// <param name="stop">Tells the run to stop.</param>
    /// <param name="within">A run of our own that the code waits for in its turn, which ends by itself; null while there is none.</param>
    /// <param name="late">Is called with the result when it ends after the run went on without it.</param>
    /// <exception cref="AbandonedException">It did not end within the grace period after <paramref name="stop"/>.</exception>
    public async Task<T> WaitAsync<T>(object what, Func<CancellationToken, ValueTask<T>> call, CancellationToken stop, Func<Task?>? within = null, Action<T>? late = null)
    {
        var running = OnAnotherThreadAsync(call, stop);
        await ((Task)running).WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAsync(running).ConfigureAwait(false);
        while (!running.IsCompleted && within?.Invoke() is { IsCompleted: false } ours)
        {
            await ours.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await EndAsync(running).ConfigureAwait(false);
        }

        if (running.IsCompleted)
            return await running.ConfigureAwait(false);

        var subject = what.ToString()!;
        PatienceLog.Abandoned(logger, subject, key, grace);
        _ = HearAsync(subject, running, late);
        throw new AbandonedException(this, subject, stop);
    }

    /// <summary>Calls code that is not ours, and waits for it.</summary>
    public Task WaitAsync(object what, Func<CancellationToken, ValueTask> call, CancellationToken stop) => WaitAsync(
        what,
        async token =>
        {
            await call(token).ConfigureAwait(false);
            return true;
        },
        stop);

    /// <summary>Calls code that may block the thread that it is called on.</summary>
    private static async Task<T> OnAnotherThreadAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return await call(stop).ConfigureAwait(false);
    }

    private async ValueTask EndAsync(Task running)
    {
        if (!running.IsCompleted)
            await running.WaitAsync(grace, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Hears how it ended after all, so that nothing goes unobserved.</summary>
    private async Task HearAsync<T>(string what, Task<T> running, Action<T>? late)
    {
        try
        {
            var result = await running.ConfigureAwait(false);
            late?.Invoke(result);
        }
        catch (Exception e)
        {
            PatienceLog.EndedLate(logger, e, what, key);
        }
    }
}

/// <summary>Thrown in a run when code that is not its own went on for longer than the grace period after the run was told to stop.</summary>
internal sealed class AbandonedException(Patience by, string what, CancellationToken stop)
    : OperationCanceledException($"{what} went on after the run was told to stop. The run waited {by.Grace.TotalSeconds:0.###} s more (RunLimits.Grace), and abandoned it; whether it took effect is unknown.", stop)
{
    /// <summary>Who waited.</summary>
    public Patience By => by;
}

/// <summary>What is logged of code that went on after its run. No content of messages.</summary>
internal static partial class PatienceLog
{
    [LoggerMessage(1, LogLevel.Warning, "{What} went on after the run on session {Session} was told to stop. The run waited {Grace} more, and abandoned it; whether it took effect is unknown. Have it look at its cancellation token.")]
    public static partial void Abandoned(ILogger logger, string what, SessionKey session, TimeSpan grace);

    [LoggerMessage(2, LogLevel.Information, "{What}, which the run on session {Session} had abandoned, failed.")]
    public static partial void EndedLate(ILogger logger, Exception exception, string what, SessionKey session);
}
