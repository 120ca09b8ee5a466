namespace Colloquy.Testing;

/// <summary>The exception that is thrown when a session cannot become a test. The message says why, and what to do.</summary>
public sealed class SessionTestException : ColloquyException
{
    private SessionTestException(Session session, int turn, string problem)
        : base($"The session {session.Key} cannot become a test: {problem}") => (Key, Branch, Turn) = (session.Key, session.Branch, turn);

    /// <summary>Gets the key of the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the branch.</summary>
    public string Branch { get; }

    /// <summary>Gets the number of the turn that cannot be repeated, from 1; 0 when the session as a whole is the reason.</summary>
    public int Turn { get; }

    internal static SessionTestException Of(Session session, SessionLogReading log) => log.Problem is { } problem
        ? new(session, log.Turn, $"turn {log.Turn} of the branch '{session.Branch}' {problem}. A test begins with the first turn, since later answers depend on it.")
        : new(session, 0, $"its branch '{session.Branch}' has no turn.");

    internal static SessionTestException TooLong(Session session) =>
        new(session, 0, $"it has more than {SessionTestOptions.MostTurns} turns, and a test class has at most {SessionTestOptions.MostTurns}. Say with which turn the test ends: set {nameof(SessionTestOptions.LastTurn)}, or --turns on the command line.");

    internal static SessionTestException TooShort(Session session, int first, SessionLogReading log) =>
        new(session, log.Problem is null ? 0 : log.Turn, log.Problem is { } problem
            ? $"turn {log.Turn} of the branch '{session.Branch}' {problem}, so a test cannot begin with turn {first}, which follows it."
            : $"its branch '{session.Branch}' has {log.Turn} turns, so a test cannot begin with turn {first}.");
}
