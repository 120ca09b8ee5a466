namespace Colloquy;

/// <summary>The exception that is thrown in a run that another run interrupted (<see cref="BusyPolicy.Interrupt"/>, <see cref="BusyPolicy.Rollback"/>), or whose process stops (<see cref="Agent.SuspendToken"/>).</summary>
public sealed class TurnInterruptedException : ColloquyException
{
    internal TurnInterruptedException(SessionKey key, int turn)
        : this(key, turn, $"Turn {turn} of session {key} was interrupted by another run, which goes on in its place.")
    {
    }

    private TurnInterruptedException(SessionKey key, int turn, string message, Exception? inner = null)
        : base(message, inner)
    {
        Key = key;
        TurnNumber = turn;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the number of the turn along its branch; 0 when the process was stopping before the run began, and nothing was written.</summary>
    public int TurnNumber { get; }

    /// <summary>Gets a value that indicates whether the turn was left without an end because the process stops. <c>Agent.ResumeAsync</c> can continue it at once, in any process.</summary>
    public bool IsResumable { get; private init; }

    /// <summary>Whether the process stops.</summary>
    internal bool IsStopping { get; private init; }

    /// <summary>The process stops, and the turn is left.</summary>
    internal static TurnInterruptedException Suspended(SessionKey key, int turn, bool isKept, Exception inner) => new(
        key,
        turn,
        isKept ? $"Turn {turn} of session {key} was stopped since its process is stopping. Its committed steps are kept; call Agent.ResumeAsync, in any process, to go on with it." : "The run was stopped since its process is stopping. It had no session, so nothing of it is kept; run it again in another process.",
        inner)
    {
        IsResumable = isKept,
        IsStopping = true,
    };

    /// <summary>The process stops, and the run was not begun.</summary>
    internal static TurnInterruptedException Refused(SessionKey key) =>
        new(key, 0, $"The run on session {key} was not begun since its process is stopping, and nothing was written. Run it again in another process.") { IsStopping = true };
}
