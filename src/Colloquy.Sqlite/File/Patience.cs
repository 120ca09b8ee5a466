using System.Diagnostics;

namespace Colloquy.Sqlite;

/// <summary>Waits for another process's lock, for as long as the store may.</summary>
/// <remarks>SQLite's own waiting blocks a thread, cannot be cancelled, and in the bundled library goes by whole seconds.</remarks>
/// <param name="limit">How long to wait in all.</param>
internal struct Patience(TimeSpan limit)
{
    private const int LongestPause = 10;

    private readonly long _since = Stopwatch.GetTimestamp();
    private int _pause = 1;

    /// <summary>Whether to try again.</summary>
    /// <param name="pause">How long to wait before.</param>
    public bool MayTryAgain(out TimeSpan pause)
    {
        pause = TimeSpan.FromMilliseconds(_pause);
        _pause = Math.Min(_pause + 1, LongestPause);
        return Stopwatch.GetElapsedTime(_since) < limit;
    }
}
