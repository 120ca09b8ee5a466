namespace Colloquy;

/// <summary>Thrown in a run that another run interrupted (<see cref="BusyPolicy.Interrupt"/>, <see cref="BusyPolicy.Rollback"/>).</summary>
public sealed class TurnInterruptedException : ColloquyException
{
    internal TurnInterruptedException(SessionKey key, int turn)
        : base($"Turn {turn} of session {key} was interrupted by another run, which goes on in its place.")
    {
        Key = key;
        TurnNumber = turn;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The number of the turn along its branch.</summary>
    public int TurnNumber { get; }
}
