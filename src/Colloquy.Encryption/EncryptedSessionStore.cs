using System.Security.Cryptography;

namespace Colloquy.Encryption;

/// <summary>Represents a store that encrypts what another store keeps, with AES-256-GCM.</summary>
/// <remarks>
/// <para>Payloads and salts of entries, content outside the log, titles, values of metadata, values of state, and texts, keys, metadata and vectors of memories are encrypted. Identities, times, sizes,
/// kinds, roles, names of keys of state, usage and the hashes of the log are not. The page <c>docs/encryption.md</c> lists both.</para>
/// <para>Each session has a random key, which a random key of its owner encrypts, which the ring encrypts. What is stored is bound to its place: data that was changed, moved, swapped, cut off, or
/// taken from another session is refused with a <see cref="CorruptDataException"/> that names the session and the position. All other entries can be read.</para>
/// <para>Any number of threads and processes may use stores with the same ring on the same storage.</para>
/// </remarks>
public sealed partial class EncryptedSessionStore : DelegatingSessionStore
{
    private readonly IDisposable? _owned;
    private readonly ISessionStore? _keyStore;
    private readonly OwnerKeyTable _table;
    private readonly SecretCache<SessionOwner, OwnerKeys> _ownerCache;
    private readonly SecretCache<SessionKey, DataKeys> _dataCache;
    private readonly OwnerKeyVault _owners;
    private readonly DataKeyVault _sessions;
    private readonly StateSealing _state;
    private readonly BlindSearchIndex? _index;
    private readonly TimeProvider _time;
    private readonly TimeSpan _keyCacheDuration;

    private EncryptedSessionStore(ISessionStore inner, IKeyRing ring, EncryptionOptions options, IDisposable? owned)
        : base(inner)
    {
        _owned = owned;
        _keyStore = options.KeyStore;
        (_time, _keyCacheDuration) = (options.TimeProvider, options.KeyCacheDuration);
        _ownerCache = new(options.KeyCacheSize, options.KeyCacheDuration, options.TimeProvider);
        _dataCache = new(options.KeyCacheSize, options.KeyCacheDuration, options.TimeProvider);
        _table = new OwnerKeyTable(options.KeyStore ?? inner);
        _owners = new OwnerKeyVault(_table, ring, _ownerCache);
        _sessions = new DataKeyVault(inner, _owners, _dataCache);
        _state = new StateSealing(_owners);
        _index = options.BlindIndex && inner.GetService<ISearchIndex>() is { } index ? new BlindSearchIndex(index, _owners) : null;
    }

    /// <summary>Opens a store that encrypts.</summary>
    /// <param name="inner">The store that keeps the encrypted data. It is disposed of with the store that encrypts, and when this method throws.</param>
    /// <param name="ring">The ring of keys. It belongs to the caller, who disposes of it after the store.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="EncryptionKeyException">The ring does not have the keys of what is stored. Nothing was changed.</exception>
    /// <exception cref="NotSupportedException">The store that is to keep the keys cannot do so: see <see cref="EncryptionOptions.KeyStore"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">The system has no AES-GCM.</exception>
    public static Task<EncryptedSessionStore> OpenAsync(ISessionStore inner, IKeyRing ring, EncryptionOptions? options = null, CancellationToken cancellationToken = default) =>
        OpenAsync(inner, ring, options, owned: null, cancellationToken);

    /// <summary>Returns a value that indicates whether a store keeps encrypted data, by the owners' keys that it has. The answer is false for a store whose keys are kept elsewhere.</summary>
    /// <param name="store">The store that keeps the data, without encryption.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<bool> HasKeysAsync(ISessionStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.GetService<IOwnerState>() is not null && new OwnerKeyTable(store) is { CanList: true } table && await table.ListAsync(cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a store that encrypts, and that disposes of what it owns.</summary>
    internal static async Task<EncryptedSessionStore> OpenAsync(ISessionStore inner, IKeyRing ring, EncryptionOptions? options, IDisposable? owned, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(ring);
        EncryptedSessionStore? store = null;
        try
        {
            if (!AesGcm.IsSupported)
                throw new PlatformNotSupportedException("This system has no AES-GCM, which Colloquy.Encryption needs. On Linux install OpenSSL 1.1 or later; a browser has none.");
            store = new EncryptedSessionStore(inner, ring, (options ?? new EncryptionOptions()).Copy(), owned);
            await store._owners.EnsureRingAsync(cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await ((ISessionStore?)store ?? inner).DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Returns an optional part of the store. A search index of the inner store is hidden, since it would keep the words of messages, unless <see cref="EncryptionOptions.BlindIndex"/> is set: searches read the logs.</summary>
    /// <param name="serviceType">The type of the part.</param>
    public override object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceType == typeof(IOwnerKeys))
            return this;
        if (serviceType == typeof(ISearchIndex))
            return _index;
        // A part that this version does not know could let content pass.
        return serviceType.IsInterface && serviceType.Assembly == typeof(ISessionStore).Assembly && !serviceType.IsInstanceOfType(this) && !HasNoContent(serviceType) ? null : base.GetService(serviceType);
    }

    /// <summary>Disposes of the inner store, and overwrites the keys in memory.</summary>
    public override async ValueTask DisposeAsync()
    {
        DisposeKeys();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            DisposeKeys();
        base.Dispose(disposing);
    }

    private static bool HasNoContent(Type part) => part == typeof(IUsageLedger) || part == typeof(IUsageDirectory) || part == typeof(IChangeSignal);

    private void DisposeKeys()
    {
        _dataCache.Dispose();
        _ownerCache.Dispose();
        _owned?.Dispose();
    }
}
