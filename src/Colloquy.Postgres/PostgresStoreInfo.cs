namespace Colloquy.Postgres;

/// <summary>Represents facts about a store that are known without reading a session.</summary>
public sealed record PostgresStoreInfo
{
    /// <summary>Gets the server, the database and the schema, without user and password.</summary>
    public required string Location { get; init; }

    /// <summary>Gets the version of the server.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>Gets the version of the schema; 0 when the schema has no tables of Colloquy.</summary>
    public required int Schema { get; init; }

    /// <summary>Gets the version of the schema that this version of Colloquy needs.</summary>
    public required int NewestSchema { get; init; }

    /// <summary>Gets a value that indicates whether the server is a replica, which only reads.</summary>
    public required bool IsReplica { get; init; }

    /// <summary>Gets the setting <c>synchronous_commit</c> of the store's connections: what a commit survives after it has returned.</summary>
    public required string SynchronousCommit { get; init; }

    /// <summary>Gets a value that indicates whether pages have checksums (<c>initdb --data-checksums</c>), by which the server notices damage of its disk.</summary>
    public required bool HasChecksums { get; init; }

    /// <summary>Gets the size of the tables and indexes of the schema, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Gets the number of connections of all clients to the server.</summary>
    public required int Connections { get; init; }

    /// <summary>Gets the setting <c>max_connections</c> of the server.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Gets the time of the server minus the time of this machine. Leases go by the server's.</summary>
    public required TimeSpan ClockDifference { get; init; }
}
