using Colloquy.Postgres;
using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Opens the store of a history by its kind and place, and plants faults in it.</summary>
public static class HistoryStores
{
    /// <summary>No planted fault.</summary>
    public const string Sound = "sound";

    /// <summary>The planted faults, by name.</summary>
    public static IReadOnlyDictionary<string, Func<ISessionStore, ISessionStore>> Faults { get; } = new Dictionary<string, Func<ISessionStore, ISessionStore>>
    {
        ["lost-update"] = store => new LostUpdates(store),
        ["stale-read"] = store => new StaleReads(store),
        ["double-apply"] = store => new DoubleApplies(store),
        ["lease-granted-to-two"] = store => new DoubleGrants(store),
        ["fencing-ignored"] = store => new IgnoredFencing(store),
    };

    /// <summary>Opens the store.</summary>
    /// <param name="kind">The kind of store.</param>
    /// <param name="place">A file, or a connection string.</param>
    public static async Task<ISessionStore> OpenAsync(string kind, string place) => kind switch
    {
        "sqlite" => await SqliteSessionStore.OpenAsync(place, Stores.Patient()),
        "postgres" => await PostgresSessionStore.OpenAsync(place),
        _ => throw new ArgumentException($"There is no store of kind '{kind}'."),
    };

    /// <summary>Plants a fault in the store, or none.</summary>
    public static ISessionStore Plant(string fault, ISessionStore store) => fault == Sound ? store : Faults[fault](store);

    /// <summary>A session of a round.</summary>
    public static SessionKey Key(int round, int room) => new($"round-{round}-{room}", "ada");
}
