namespace Colloquy.Storage;

/// <summary>Represents one read of a log. <see cref="Back"/>, <see cref="Forth"/> and <see cref="All"/> create reads.</summary>
public sealed record LogRead
{
    /// <summary>The maximum number of entries that one page may hold.</summary>
    public const int MaxLimit = 10_000;

    private LogRead()
    {
    }

    /// <summary>Gets the head of the line to read; null for the whole log, by position.</summary>
    public Position? Head { get; private init; }

    /// <summary>Gets a value that indicates whether the newest entries come first.</summary>
    public bool Backward { get; private init; }

    /// <summary>Gets the position after which a forward read begins.</summary>
    public Position After { get; private init; }

    /// <summary>Gets the maximum number of entries in the page, 1 to 10,000.</summary>
    /// <value>The default is 100.</value>
    public int Limit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Limit));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxLimit, nameof(Limit));
            field = value;
        }
    } = 100;

    /// <summary>Gets the kinds of entries to read; null for all. Entries of other kinds are skipped and do not count.</summary>
    public IReadOnlyList<EntryKind>? Kinds { get; init; }

    /// <summary>Gets a value that indicates whether payloads and salts are left out.</summary>
    public bool HeadersOnly { get; init; }

    /// <summary>Creates a read of a line from its head to its beginning.</summary>
    /// <param name="head">The entry to begin at, included.</param>
    public static LogRead Back(Position head) => new() { Head = head, Backward = true };

    /// <summary>Creates a read of a line toward its head.</summary>
    /// <param name="head">The entry at which the line ends, included.</param>
    /// <param name="after">The position after which to begin, which need not be on the line.</param>
    public static LogRead Forth(Position head, Position after = default) => new() { Head = head, After = after };

    /// <summary>Creates a read of all entries of the log by position, including those that are on no line.</summary>
    /// <param name="after">The position after which to begin.</param>
    public static LogRead All(Position after = default) => new() { After = after };

    /// <summary>Returns a value that indicates whether the read includes entries of a kind.</summary>
    public bool Wants(EntryKind kind)
    {
        if (Kinds is null)
            return true;

        for (var i = 0; i < Kinds.Count; i++)
        {
            if (Kinds[i] == kind)
                return true;
        }

        return false;
    }

    /// <summary>Returns the read of the next page.</summary>
    /// <param name="page">The page; its <see cref="LogPage.Next"/> is not null.</param>
    public LogRead Continue(LogPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var next = page.Next ?? throw new ArgumentException("The page is the last one.", nameof(page));
        return Backward ? this with { Head = next } : this with { After = next };
    }
}
