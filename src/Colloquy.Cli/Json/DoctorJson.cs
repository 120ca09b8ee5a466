namespace Colloquy.Cli;

/// <summary>What <c>doctor --json</c> shows. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record DoctorJson
{
    public required bool Healthy { get; init; }

    public required string Version { get; init; }

    public required string Runtime { get; init; }

    public required string System { get; init; }

    public required SqliteJson Sqlite { get; init; }

    public required StoreJson Store { get; init; }

    public required string DefaultModel { get; init; }

    public required IReadOnlyList<ModelJson> Models { get; init; }
}

internal sealed record SqliteJson(string Version);

internal sealed record StoreJson
{
    public required string Path { get; init; }

    public required bool Exists { get; init; }

    public ServerJson? Server { get; init; }

    public int? Schema { get; init; }

    public string? JournalMode { get; init; }

    public string? Synchronous { get; init; }

    public long? FileBytes { get; init; }

    public long? FreeBytes { get; init; }

    public long? LogBytes { get; init; }

    public bool? NeedsMigration { get; init; }

    public bool? ReadOnly { get; init; }

    public string? Problem { get; init; }
}

/// <param name="Version">The version of PostgreSQL.</param>
/// <param name="Checksums">Whether pages have checksums.</param>
/// <param name="Connections">The connections of all clients.</param>
/// <param name="MaxConnections">The most that the server takes.</param>
/// <param name="ClockDifference">The server's clock minus this machine's, in seconds.</param>
internal sealed record ServerJson(string Version, bool Checksums, int Connections, int MaxConnections, double ClockDifference);

internal sealed record ModelJson(string Provider, string Example, bool Configured, IReadOnlyList<string> Missing, string? Endpoint, string? Problem);
