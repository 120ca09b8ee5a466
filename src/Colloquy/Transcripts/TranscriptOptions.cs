using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Sets the format of a transcript, and selects its messages.</summary>
public sealed class TranscriptOptions
{
    /// <summary>Gets or sets the format.</summary>
    /// <value>The default is <see cref="TranscriptFormat.JsonLines"/>.</value>
    public TranscriptFormat Format { get; set; }

    /// <summary>Gets or sets a value that indicates whether the transcript describes the session: key, title, metadata, retention policy. Markdown and HTML always have the key, the title and the times.</summary>
    /// <value>The default is false.</value>
    public bool Header { get; set; }

    /// <summary>Gets or sets a value that indicates whether the messages of all branches are written, and those that were undone, in the order of the log.</summary>
    /// <value>The default is false: the history of the branch.</value>
    public bool AllBranches { get; set; }

    /// <summary>Gets or sets the time from which on messages are written; null from the beginning. See <see cref="EventQuery.Since"/>.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>Gets or sets the time before which messages are written; null to the end.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>Gets or sets the position after which messages are written.</summary>
    public Position After { get; set; }

    /// <summary>Gets or sets the roles whose messages are written; null for all.</summary>
    public IReadOnlyList<ChatRole>? Roles { get; set; }

    /// <summary>Gets or sets the number of the first turn that is written, from 1; null from the beginning.</summary>
    public int? FirstTurn
    {
        get;
        set => field = AtLeastOne(value, nameof(FirstTurn));
    }

    /// <summary>Gets or sets the number of the last turn that is written, from 1; null to the end.</summary>
    public int? LastTurn
    {
        get;
        set => field = AtLeastOne(value, nameof(LastTurn));
    }

    /// <summary>Gets or sets the maximum number of messages, from 0, the oldest first; null for all.</summary>
    public int? Limit
    {
        get;
        set
        {
            if (value is { } limit)
                ArgumentOutOfRangeException.ThrowIfNegative(limit, nameof(Limit));
            field = value;
        }
    }

    /// <summary>Gets or sets what replaces personal data in all that is written, the key and the title of the session included; null to write what is stored.</summary>
    public PersonalDataRedaction? Redaction { get; set; }

    internal bool SelectsTurns => FirstTurn is not null || LastTurn is not null;

    internal bool HasTurn(int number) => (number > 0 || !SelectsTurns) && !(number < FirstTurn) && !(number > LastTurn);

    /// <summary>Returns a copy of what is valid.</summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    internal TranscriptOptions Copy()
    {
        if (FirstTurn > LastTurn)
            throw new ArgumentException($"The first turn, {FirstTurn}, is behind the last, {LastTurn}.", nameof(FirstTurn));
        if (Since > Until)
            throw new ArgumentException($"The transcript would begin at {Since:u}, behind its end at {Until:u}.", nameof(Since));
        if (!Enum.IsDefined(Format))
            throw new ArgumentException($"There is no format {Format}.", nameof(Format));

        var copy = (TranscriptOptions)MemberwiseClone();
        copy.Roles = Roles is null ? null : [.. Roles];
        return copy;
    }

    private static int? AtLeastOne(int? number, string name)
    {
        if (number is { } given)
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, name);
        return number;
    }
}
