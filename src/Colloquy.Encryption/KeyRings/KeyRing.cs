using System.Security.Cryptography;

namespace Colloquy.Encryption;

/// <summary>Represents a ring of keys in memory, from files or from an environment variable.</summary>
/// <remarks>The ring belongs to the application, which disposes of it after the stores. Its keys are then overwritten.</remarks>
public sealed class KeyRing : IKeyRing, IDisposable
{
    /// <summary>The environment variable from which <see cref="FromEnvironment"/> reads by default.</summary>
    public const string DefaultVariable = "COLLOQUY_KEYS";

    private readonly List<KeyValuePair<string, byte[]>> _keys;
    private bool _isDisposed;

    internal KeyRing(List<KeyValuePair<string, byte[]>> keys) => _keys = keys;

    /// <summary>Gets the ids of the keys; the newest key comes last.</summary>
    public IReadOnlyList<string> Ids => [.. _keys.Select(key => key.Key)];

    /// <summary>Reads a ring from files. The newest key is the last of the last file.</summary>
    /// <param name="paths">The paths of the files, at least one. A line of a file is <c>ID: KEY</c>; see <see cref="Parse"/>.</param>
    /// <exception cref="KeyFileException">A file is missing, cannot be read, can be read or written by everybody, or has a line that is wrong.</exception>
    public static KeyRing FromFile(params ReadOnlySpan<string> paths) => KeyFiles.Read(paths);

    /// <summary>Reads a ring from an environment variable, in which <c>;</c> or a line break separates the keys.</summary>
    /// <param name="variable">The name of the variable.</param>
    /// <exception cref="KeyFileException">The variable is not set, or has a part that is wrong.</exception>
    public static KeyRing FromEnvironment(string variable = DefaultVariable)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(variable);
        var location = $"environment variable {variable}";
        return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? Parse(text.Replace(';', '\n'), location)
            : throw new KeyFileException(location, null, $"is not set. Set it to ID: KEY, where KEY is 32 random bytes in base64; `colloquy keys new` makes one");
    }

    /// <summary>Reads a ring from text.</summary>
    /// <param name="text">Lines of the form <c>ID: KEY</c>; the newest key comes last. An id has 1 to 64 ASCII letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. A key has 32 bytes, in base64 or in hexadecimal digits. Empty lines and lines that begin with <c>#</c> are ignored.</param>
    /// <param name="location">Where the text comes from, for errors.</param>
    /// <exception cref="KeyFileException">There is no key, or a line is wrong.</exception>
    public static KeyRing Parse(string text, string location)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrWhiteSpace(location);
        return new KeyRing(KeyLines.Read([(text, location)]));
    }

    /// <summary>Returns a line with a new random key, for a file of keys.</summary>
    /// <param name="id">The id of the key; see <see cref="Parse"/>.</param>
    /// <exception cref="ArgumentException">The id breaks the rules for ids.</exception>
    public static string CreateLine(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!KeyLines.IsId(id))
            throw new ArgumentException($"'{id}' is no id of a key: {KeyLines.IdRule}.", nameof(id));
        var key = RandomNumberGenerator.GetBytes(SecretKey.Size);
        var line = $"{id}: {Convert.ToBase64String(key)}";
        CryptographicOperations.ZeroMemory(key);
        return line;
    }

    /// <inheritdoc />
    public ValueTask<string> GetNewestIdAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new(_keys[^1].Key);
    }

    /// <inheritdoc />
    public ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var (id, bytes) = _keys[^1];
        var envelope = new byte[Envelope.Overhead + key.Length];
        key.Span.CopyTo(Envelope.ContentOf(envelope));
        using var cipher = new AesGcm(bytes, AesGcm.TagByteSizes.MaxSize);
        Envelope.Seal(cipher, 0, PlaceOf(id, context), envelope);
        return new(new WrappedKey(id, envelope));
    }

    /// <inheritdoc />
    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_keys.Find(key => key.Key == wrapped.KeyId) is not { Value: { } bytes })
            throw EncryptionKeyException.NotInRing(wrapped.KeyId, Ids);

        if (Envelope.Inspect(wrapped.Bytes.Span, out _) is null)
        {
            var key = new byte[wrapped.Bytes.Length - Envelope.Overhead];
            using var cipher = new AesGcm(bytes, AesGcm.TagByteSizes.MaxSize);
            if (Envelope.TryOpen(cipher, PlaceOf(wrapped.KeyId, context), wrapped.Bytes.Span, key))
                return new(key);
        }

        throw EncryptionKeyException.OtherUnderId(wrapped.KeyId);
    }

    /// <summary>Overwrites the keys.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (var (_, bytes) in _keys)
            CryptographicOperations.ZeroMemory(bytes);
    }

    private static Place PlaceOf(string id, ReadOnlyMemory<byte> context) => Place.Named(Purpose.OwnerKey, Digest.Of(context.Span), id);
}
