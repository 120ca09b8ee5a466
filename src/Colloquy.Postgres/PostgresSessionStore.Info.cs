using Npgsql;

namespace Colloquy.Postgres;

/// <content>Facts about the server.</content>
public sealed partial class PostgresSessionStore
{
    /// <summary>Returns facts about the store without reading a session.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public ValueTask<PostgresStoreInfo> GetInfoAsync(CancellationToken cancellationToken = default) => StoreFacts.ReadAsync(_database, cancellationToken);

    /// <summary>Examines a database without creating or migrating anything, for tools that say what they find.</summary>
    /// <param name="connectionString">The connection string, in the form of Npgsql.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StoreException">The server does not answer, or refuses the user; <see cref="StoreException.Failure"/> is the reason.</exception>
    public static async Task<PostgresStoreInfo> ExamineAsync(string connectionString, PostgresSessionStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        options = options?.Copy() ?? new PostgresSessionStoreOptions();
        options.MaxRetries = 0;
        var database = new Database(NpgsqlDataSource.Create(connectionString), ownsSource: true, options);
        await using (database.ConfigureAwait(false))
            return await StoreFacts.ReadAsync(database, cancellationToken).ConfigureAwait(false);
    }
}
