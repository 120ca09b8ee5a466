using System.Text.Json;

namespace Colloquy.Sqlite;

/// <summary>Reads and writes the leases of sessions: the state as JSON, and beside it what every commit looks at.</summary>
internal static class LeaseRow
{
    private static readonly Sql SelectLease = new("SELECT id, lease FROM sessions WHERE app = ?1 AND user = ?2 AND session = ?3");

    public static LeaseAnswer Apply(Connection connection, SessionKey key, LeaseRequest request, DateTimeOffset now)
    {
        var (session, before) = Find(connection, key);
        var after = before.Apply(request, now, out var answer);
        if (!ReferenceEquals(before, after))
            Save(connection, session, after);
        return answer;
    }

    /// <summary>Reads the lease of a session.</summary>
    public static LeaseState Read(Connection connection, SessionKey key) => Find(connection, key).Lease;

    public static DateTimeOffset ToTime(long ticks) => DateTimeOffset.UnixEpoch.AddTicks(ticks);

    private static (long Session, LeaseState Lease) Find(Connection connection, SessionKey key)
    {
        using var row = connection.Use(SelectLease).Bind(1, key);
        if (!row.Step())
            throw new SessionNotFoundException(key);

        return (row.Int64(0), Read(connection, row, 1, key));
    }

    /// <summary>Reads the lease that a row holds.</summary>
    public static LeaseState Read(Connection connection, Statement row, int column, SessionKey key)
    {
        try
        {
            return row.IsNull(column) ? LeaseState.Free : LeaseState.FromJson(row.Bytes(column));
        }
        catch (JsonException error)
        {
            throw SessionRow.Damaged(connection, $"the lease of session {key} cannot be read", error);
        }
    }

    private static readonly Sql UpdateLease = new("UPDATE sessions SET lease = ?2, lease_token = ?3, lease_until = ?4, interrupt = ?5 WHERE id = ?1");

    private static void Save(Connection connection, long session, LeaseState lease) => connection.Use(UpdateLease)
        .Bind(1, session)
        .BindText(2, lease.ToJson())
        .Bind(3, lease.Token)
        .Bind(4, lease.Until is { } until ? (until - DateTimeOffset.UnixEpoch).Ticks : null)
        .Bind(5, lease.InterruptRequested ? 1 : 0)
        .Run();
}
