namespace Colloquy.Sqlite;

/// <summary>Looks at a file without changing it.</summary>
internal static class Examination
{
    private const int MostLines = 20;

    public static async Task<SqliteFileReport> RunAsync(Database database, CancellationToken cancellationToken)
    {
        using var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new SqliteFileReport
        {
            Info = Describe(database, connection),
            NeedsMigration = database.Version.NeedsWriting,
            CanBeWritten = !database.IsFolderReadOnly && CanBeWritten(database.Path),
            Damage = Check(connection, cancellationToken),
        };
    }

    /// <summary>Has SQLite look for damage.</summary>
    /// <returns>What it found, in its words.</returns>
    public static IReadOnlyList<string> Check(Connection connection, CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.Register(connection.Interrupt);
        try
        {
            var found = connection.ReadTexts($"PRAGMA quick_check({MostLines})");
            cancellationToken.ThrowIfCancellationRequested();
            return found is ["ok"] ? [] : found;
        }
        catch (StoreException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (StoreException error) when (error.Failure == StoreFailure.Corrupt)
        {
            return [error.Message];
        }
    }

    // Damage can be where the facts are.
    private static SqliteStoreInfo Describe(Database database, Connection connection) => database.Describe(connection) with { Schema = database.Version.Number };

    private static bool CanBeWritten(string path)
    {
        using var connection = Connection.Open(path, create: false);
        return !connection.IsReadOnly;
    }
}
