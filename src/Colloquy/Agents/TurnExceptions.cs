namespace Colloquy;

/// <summary>Thrown when a limit ended a turn. What it did until then is kept, and the session can go on.</summary>
public sealed class TurnLimitException : ColloquyException
{
    internal TurnLimitException(RunLimit limit, string bound, AgentAnswer answer)
        : base($"Turn {answer.Turn} was ended by its limit of {bound}. Its {answer.Messages.Count} messages are kept; raise the limit, or go on with a new turn.")
    {
        Limit = limit;
        Answer = answer;
    }

    /// <summary>The limit that ended the turn.</summary>
    public RunLimit Limit { get; }

    /// <summary>What had come of the turn; its status is <see cref="TurnStatus.Limited"/>.</summary>
    public AgentAnswer Answer { get; }
}

/// <summary>Thrown in a run that another run interrupted (<see cref="BusyPolicy.Interrupt"/>, <see cref="BusyPolicy.Rollback"/>).</summary>
public sealed class TurnInterruptedException : ColloquyException
{
    internal TurnInterruptedException(SessionKey key, int turn)
        : base($"Turn {turn} of session {key} was interrupted by another run, which goes on in its place.")
    {
        Key = key;
        Turn = turn;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The number of the turn along its branch.</summary>
    public int Turn { get; }
}
