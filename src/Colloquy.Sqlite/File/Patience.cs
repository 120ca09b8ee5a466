using System.Diagnostics;

namespace Colloquy.Sqlite;

/// <summary>Waits for another process's lock, for as long as the store may.</summary>
/// <remarks>
/// SQLite's own waiting blocks a thread, cannot be cancelled, and in the bundled library counts in whole seconds. An attempt
/// costs a few microseconds, so the pauses are short: among busy processes, the one that tries rarely waits long.
/// </remarks>
/// <param name="limit">How long to wait in all.</param>
internal readonly struct Patience(TimeSpan limit)
{
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly long _since = Stopwatch.GetTimestamp();

    /// <summary>Whether to try again, after a <see cref="Pause"/>.</summary>
    public bool IsLeft => IsLeftSince(_since);

    /// <summary>Whether to try again, when there has been nothing to wait for before a moment.</summary>
    /// <param name="moment">The moment (<see cref="Stopwatch.GetTimestamp"/>).</param>
    public bool IsLeftSince(long moment) => Stopwatch.GetElapsedTime(Math.Max(_since, moment)) < limit;
}
