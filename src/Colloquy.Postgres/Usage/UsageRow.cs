namespace Colloquy.Postgres;

/// <summary>Keeps what calls used.</summary>
internal static class UsageRow
{
    /// <summary>Adds the statements that keep what the calls of a commit used.</summary>
    public static void Keep(Batch batch, SessionKey key, Guid session, IReadOnlyList<UsageRecord> records)
    {
    }

    /// <summary>Adds the statements that keep what a deleted session has spent, and forget that it was this session.</summary>
    public static void Forget(Batch batch, SessionKey key, Guid session)
    {
    }

    /// <summary>Keeps what calls used that no commit holds.</summary>
    public static ValueTask RecordAsync(Database database, SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken) => default;

    public static ValueTask<IReadOnlyList<UsageRecord>> ReadAsync(Database database, SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken) => new([]);
}
