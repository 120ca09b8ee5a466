using System.Globalization;

namespace Colloquy;

/// <summary>The exception that is thrown when the document of a session cannot be imported, or a session handle that came from outside cannot be used. An import leaves nothing behind.</summary>
public sealed class SessionDocumentException : ColloquyException
{
    internal SessionDocumentException(SessionDocumentFailure failure, long line, string problem, Position? position = null, Exception? inner = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"The document cannot be imported: line {line}{(position is { } at ? $" (entry {at})" : "")} {problem}."), inner)
    {
        Failure = failure;
        Line = line;
        Position = position;
    }

    private SessionDocumentException(SessionDocumentFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    /// <summary>Gets the reason.</summary>
    public SessionDocumentFailure Failure { get; }

    /// <summary>Gets the number of the line with the error, from 1; null for a handle.</summary>
    public long? Line { get; }

    /// <summary>Gets the position of the entry in that line, or of the expected entry; null when the error concerns no entry.</summary>
    public Position? Position { get; }

    internal static SessionDocumentException BadHandle(string problem, Exception? inner = null) =>
        new(SessionDocumentFailure.Malformed, $"This is no session handle: {problem}. Use what `ToJson` of a session wrote, unchanged.", inner);

    internal static SessionDocumentException NewerHandle(int version) =>
        new(SessionDocumentFailure.NewerVersion, $"The session handle has version {version}, and this program reads versions up to {SessionHandle.FormatVersion}. Bring Colloquy up to date, or open the session by its key.");

    /// <summary>Whether there is such a session was not looked at.</summary>
    internal static SessionDocumentException AnothersSession(SessionOwner owner) =>
        new(SessionDocumentFailure.AnotherOwner, $"The session handle names a session of another owner than {(owner.User is null ? $"nobody in {owner}" : $"{owner}")}. Take the user from who is signed in, never from the handle.");
}

/// <summary>Specifies the reason why a document cannot be imported, or a handle cannot be used.</summary>
public enum SessionDocumentFailure
{
    /// <summary>The text is not a session document or handle, or a part of it is malformed.</summary>
    Malformed = 0,

    /// <summary>A later version of Colloquy wrote the text in a form that this version does not know.</summary>
    NewerVersion = 1,

    /// <summary>The document ends too early.</summary>
    Truncated = 2,

    /// <summary>The document was altered: a part does not match its hash.</summary>
    Altered = 3,

    /// <summary>The handle names a session of another user or application than the caller expects.</summary>
    AnotherOwner = 4,
}
