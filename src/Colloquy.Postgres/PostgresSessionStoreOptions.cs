using Microsoft.Extensions.Logging;

namespace Colloquy.Postgres;

/// <summary>Represents the options of a PostgreSQL store.</summary>
public sealed class PostgresSessionStoreOptions
{
    internal const string DefaultSchema = "colloquy";

    /// <summary>Gets or sets the schema of the tables: 1 to 48 lower-case ASCII letters, digits and underscores, beginning with a letter.</summary>
    /// <value>The default is <c>colloquy</c>.</value>
    public string Schema
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Schema));
            if (value.Length is 0 or > 48 || !char.IsAsciiLetterLower(value[0]) || !value.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_'))
                throw new ArgumentException($"'{value}' is not a name for the schema. Use 1 to 48 lower-case ASCII letters, digits and underscores, beginning with a letter.", nameof(Schema));
            field = value;
        }
    } = DefaultSchema;

    /// <summary>Gets or sets a value that indicates whether missing tables are created, and an older schema migrated. When false, both are refused, and the role of the store needs no right to create tables.</summary>
    /// <value>The default is true.</value>
    public bool Migrate { get; set; } = true;

    /// <summary>Gets or sets a value that indicates whether statements are prepared on the server, once for each connection.</summary>
    /// <value>The default is true. Set false behind a pooler that does not keep a session's connection, such as pgbouncer before 1.21 in transaction mode.</value>
    public bool Prepare { get; set; } = true;

    /// <summary>Gets or sets a value that indicates whether changes by other processes are reported by LISTEN and NOTIFY, which takes one connection. When false, they are found by polling.</summary>
    /// <value>The default is true. Set false behind a pooler in transaction mode, or set <see cref="ListenConnectionString"/>.</value>
    public bool Listen { get; set; } = true;

    /// <summary>Gets or sets the connection string for LISTEN, for a server behind a pooler in transaction mode; null to use a connection of the store's own data source.</summary>
    /// <value>The default is null.</value>
    public string? ListenConnectionString { get; set; }

    /// <summary>Gets or sets the number of times that a call is repeated after a temporary failure, such as a cut connection, a failover or a deadlock: 0 to 100. The pauses grow from 20 ms to 5 seconds.</summary>
    /// <value>The default is 10, which is about 15 seconds.</value>
    /// <remarks>A commit is repeated under its id, so it is made once. Other writes are repeated only if the failed attempt certainly wrote nothing.</remarks>
    public int MaxRetries
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxRetries));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100, nameof(MaxRetries));
            field = value;
        }
    } = 10;

    /// <summary>Gets or sets the number of entries that the search index may be behind the log of a session before it is updated in the background, from 0. With 0, only searches update it.</summary>
    /// <value>The default is 256.</value>
    public int SearchLag
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(SearchLag));
            field = value;
        }
    } = 256;

    /// <summary>Gets or sets the limits of each session's size. A commit that would exceed them is refused with <see cref="SizeLimitException"/>; a commit that ends a turn is not.</summary>
    /// <value>The default is no limits.</value>
    public SessionLimits Limits
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Limits));
            field = value;
        }
    } = SessionLimits.None;

    /// <summary>Gets or sets the clock of leases and of <see cref="SessionRecord.UpdatedAt"/>, for tests; null for the clock of the server, so that the clocks of the application's machines do not matter.</summary>
    /// <value>The default is null.</value>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>Gets or sets the factory of the logger for failures that no caller receives, such as a lost connection for LISTEN; null for no logging.</summary>
    /// <value>The default is null.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Returns a copy, so that what a caller sets later does not reach an open store.</summary>
    internal PostgresSessionStoreOptions Copy() => (PostgresSessionStoreOptions)MemberwiseClone();
}
