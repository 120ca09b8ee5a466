using System.Globalization;

namespace Colloquy;

/// <summary>Thrown when the document of a session cannot be imported. What had been begun was removed: nothing of it is there.</summary>
public sealed class SessionDocumentException : ColloquyException
{
    internal SessionDocumentException(SessionDocumentFailure failure, long line, string problem, Position? position = null, Exception? inner = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"The document cannot be imported: line {line}{(position is { } at ? $" (entry {at})" : "")} {problem}."), inner)
    {
        Failure = failure;
        Line = line;
        Position = position;
    }

    /// <summary>What is wrong.</summary>
    public SessionDocumentFailure Failure { get; }

    /// <summary>The line that shows it, from 1.</summary>
    public long Line { get; }

    /// <summary>The entry that the line holds, or that was to come; null when it is about none.</summary>
    public Position? Position { get; }
}

/// <summary>Why a document cannot be imported.</summary>
public enum SessionDocumentFailure
{
    /// <summary>It is not the document of a session, or a line of it is not what it should be.</summary>
    Malformed = 0,

    /// <summary>A later version of Colloquy wrote it in a form that this one does not know.</summary>
    NewerVersion = 1,

    /// <summary>It ends too early.</summary>
    Truncated = 2,

    /// <summary>It is not what was written: something does not match its hash.</summary>
    Altered = 3,
}
