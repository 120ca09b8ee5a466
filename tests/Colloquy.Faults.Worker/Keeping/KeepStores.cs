using Colloquy.Encryption;
using Colloquy.Postgres;
using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>Opens the store of a kind and place, encrypted or plain.</summary>
public static class KeepStores
{
    /// <summary>The kind of a file that is not encrypted.</summary>
    public const string Plain = "sqlite";

    /// <summary>How long processes remember keys: a new key is waited for so long by who gives it.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);

    /// <summary>Opens the store.</summary>
    /// <param name="kind">The kind of store.</param>
    /// <param name="place">A file, or a connection string.</param>
    /// <param name="keyFile">The file of the ring's keys.</param>
    /// <param name="time">The clock of the store.</param>
    public static async Task<ISessionStore> OpenAsync(string kind, string place, string keyFile, TimeProvider? time = null)
    {
        ISessionStore inner = kind.StartsWith(Plain, StringComparison.Ordinal)
            ? await SqliteSessionStore.OpenAsync(place, Stores.Patient(time))
            : await PostgresSessionStore.OpenAsync(place, new PostgresSessionStoreOptions { TimeProvider = time });
        return kind == Plain ? inner : await EncryptedSessionStore.OpenAsync(inner, KeyRing.FromFile(keyFile), new EncryptionOptions { KeyCacheDuration = Remembered });
    }
}
