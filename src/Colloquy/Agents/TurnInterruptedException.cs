namespace Colloquy;

/// <summary>The exception that is thrown in a run that another run interrupted (<see cref="BusyPolicy.Interrupt"/>, <see cref="BusyPolicy.Rollback"/>).</summary>
public sealed class TurnInterruptedException : ColloquyException
{
    internal TurnInterruptedException(SessionKey key, int turn)
        : base($"Turn {turn} of session {key} was interrupted by another run, which goes on in its place.")
    {
        Key = key;
        TurnNumber = turn;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the number of the turn along its branch.</summary>
    public int TurnNumber { get; }
}
