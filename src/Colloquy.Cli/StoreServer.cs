using Colloquy.Postgres;
using Npgsql;

namespace Colloquy.Cli;

/// <summary>A store on a server: what <c>--store</c> names when it is a connection string and not a path.</summary>
internal sealed class StoreServer
{
    private readonly NpgsqlConnectionStringBuilder _connection;

    private StoreServer(NpgsqlConnectionStringBuilder connection) => _connection = connection;

    /// <summary>The server and the database, without user and password.</summary>
    public string Location => $"postgresql://{_connection.Host}:{_connection.Port}/{_connection.Database ?? _connection.Username}";

    /// <summary>Returns the server that a name stands for; null when the name is a path.</summary>
    /// <exception cref="ArgumentException">It is a connection string with a fault.</exception>
    public static StoreServer? Find(string named)
    {
        if (named.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) || named.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase))
            return new StoreServer(OfAddress(named));

        var isConnectionString = named.Split(';').Select(part => part.Split('=')).Any(part => part.Length > 1 && part[0].Trim().ToUpperInvariant() is "HOST" or "SERVER");
        return isConnectionString ? new StoreServer(new NpgsqlConnectionStringBuilder(named)) : null;
    }

    /// <summary>Opens the store, and creates its tables when they are missing.</summary>
    public async Task<ISessionStore> OpenOrCreateAsync(CancellationToken cancellationToken) =>
        await PostgresSessionStore.OpenAsync(_connection.ConnectionString, Options, cancellationToken).ConfigureAwait(false);

    /// <summary>Opens the store, whose tables must be there.</summary>
    public async Task<ISessionStore> OpenExistingAsync(CancellationToken cancellationToken)
    {
        var found = await ExamineAsync(cancellationToken).ConfigureAwait(false);
        return found.Schema == 0
            ? throw new CliException(ExitCode.NotFound, $"There is no store at '{Location}' yet: the database has no schema 'colloquy'. `colloquy chat` creates one; --store or {StoreFile.Variable} names another.")
            : await OpenOrCreateAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says what the server is, and changes nothing.</summary>
    public Task<PostgresStoreInfo> ExamineAsync(CancellationToken cancellationToken) => PostgresSessionStore.ExamineAsync(_connection.ConnectionString, Options, cancellationToken);

    // A person waits: a server that does not answer is reported soon.
    private static PostgresSessionStoreOptions Options => new() { MaxRetries = 3 };

    /// <summary>Reads an address in the form of PostgreSQL's own tools (postgresql.org/docs/current/libpq-connect.html). Settings behind '?' are those of Npgsql.</summary>
    private static NpgsqlConnectionStringBuilder OfAddress(string named)
    {
        if (!Uri.TryCreate(named, UriKind.Absolute, out var address) || address.Host.Length == 0)
            throw new ArgumentException("It is not an address such as postgresql://user@host:5432/database.");

        var connection = new NpgsqlConnectionStringBuilder { Host = address.Host };
        if (address.Port > 0)
            connection.Port = address.Port;
        if (address.AbsolutePath.Length > 1)
            connection.Database = Uri.UnescapeDataString(address.AbsolutePath[1..]);
        if (address.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password])
        {
            connection.Username = Uri.UnescapeDataString(user);
            if (password is [var secret])
                connection.Password = Uri.UnescapeDataString(secret);
        }

        foreach (var setting in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = setting.IndexOf('=', StringComparison.Ordinal);
            if (at < 0)
                throw new ArgumentException($"The setting '{setting}' has no value.");
            connection[Uri.UnescapeDataString(setting[..at])] = Uri.UnescapeDataString(setting[(at + 1)..]);
        }

        return connection;
    }
}
