using System.CommandLine;
using Colloquy.Encryption;

namespace Colloquy.Cli;

/// <summary>The keys that encrypt a store.</summary>
internal sealed class StoreKeys
{
    public const string FileVariable = "COLLOQUY_KEY_FILE";

    private readonly Func<KeyRing>? _read;
    private readonly bool _takesEncrypted;

    private StoreKeys(Func<KeyRing>? read, bool takesEncrypted = false) => (_read, _takesEncrypted) = (read, takesEncrypted);

    /// <summary>No keys, for a store that is not encrypted.</summary>
    public static StoreKeys None { get; } = new(null);

    /// <summary>The keys that the options name, or else the environment.</summary>
    public static StoreKeys Of(ParseResult parsed, GlobalOptions globals, CliHost host)
    {
        if (parsed.GetValue(globals.KeyFile) is { Length: > 0 } files)
            return new StoreKeys(() => KeyRing.FromFile(files));
        if (host.Environment(FileVariable) is { Length: > 0 } file)
            return new StoreKeys(() => KeyRing.FromFile(file));
        return host.Environment(KeyRing.DefaultVariable) is { Length: > 0 } keys
            ? new StoreKeys(() => KeyRing.Parse(keys.Replace(';', '\n'), $"environment variable {KeyRing.DefaultVariable}"))
            : None;
    }

    /// <summary>The keys of one side of a copy. Without any, what is encrypted is copied as it is.</summary>
    public static StoreKeys OfCopy(string[]? files) => files is { Length: > 0 } ? new StoreKeys(() => KeyRing.FromFile(files)) : new StoreKeys(null, takesEncrypted: true);

    /// <summary>Reads the keys.</summary>
    public KeyRing Read() => _read?.Invoke() ?? throw new CliException(ExitCode.Usage, $"No keys are given. Name their file with --key-file or {FileVariable}.");

    /// <summary>Opens a store, and puts the encryption in front of it. The keys are read first: without them no store is made.</summary>
    public async Task<ISessionStore> OpenAsync(Func<Task<ISessionStore>> open, string path, CancellationToken cancellationToken)
    {
        var ring = _read?.Invoke();
        var store = await open().ConfigureAwait(false);
        if (ring is not null)
            return await EncryptedSessionStore.OpenAsync(store, ring, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (_takesEncrypted || !await IsEncryptedAsync(store, cancellationToken).ConfigureAwait(false))
            return store;

        await store.DisposeAsync().ConfigureAwait(false);
        throw new CliException(ExitCode.Usage, PlainText.Line($"The store '{path}' is encrypted. Name the file of its keys with --key-file or {FileVariable}."));
    }

    // A store that is damaged there can still be looked at.
    private static async Task<bool> IsEncryptedAsync(ISessionStore store, CancellationToken cancellationToken)
    {
        try
        {
            return await EncryptedSessionStore.HasKeysAsync(store, cancellationToken).ConfigureAwait(false);
        }
        catch (ColloquyException)
        {
            return false;
        }
    }
}
