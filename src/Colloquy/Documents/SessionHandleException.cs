namespace Colloquy;

/// <summary>Thrown when a session handle that came from outside cannot be used. Whether there is such a session was not looked at.</summary>
public sealed class SessionHandleException : ColloquyException
{
    private SessionHandleException(SessionHandleFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    /// <summary>Why it cannot be used.</summary>
    public SessionHandleFailure Failure { get; }

    internal static SessionHandleException Malformed(string problem, Exception? inner = null) =>
        new(SessionHandleFailure.Malformed, $"This is no session handle: {problem}. Use what `ToJson` of a session wrote, unchanged.", inner);

    internal static SessionHandleException Newer(int version) =>
        new(SessionHandleFailure.NewerVersion, $"The session handle has version {version}, and this program reads versions up to {SessionHandle.FormatVersion}. Bring Colloquy up to date, or open the session by its key.");

    internal static SessionHandleException AnothersSession(string user, string app) =>
        new(SessionHandleFailure.AnotherOwner, $"The session handle names a session of another owner than {(user.Length == 0 ? "nobody" : $"user '{user}'")} in app '{app}'. Take the user from who is signed in, never from the handle.");
}

/// <summary>Why a session handle cannot be used.</summary>
public enum SessionHandleFailure
{
    /// <summary>It is not the JSON of a handle.</summary>
    Malformed = 0,

    /// <summary>A later version of Colloquy wrote it in a form that this one does not know.</summary>
    NewerVersion = 1,

    /// <summary>It names a session of another user or application than the caller expects.</summary>
    AnotherOwner = 2,
}
