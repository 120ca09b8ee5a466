using Colloquy.Encryption;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Encrypts the store of an application.</summary>
public static class EncryptionColloquyBuilderExtensions
{
    /// <summary>Encrypts the chosen store with the keys of a file.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="keyFile">The path of the file; see <see cref="KeyRing.FromFile"/>. A relative path starts at the current directory of the process.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <remarks>The file is read when the host starts. A file that is missing, open to others or wrong stops the start, and so do wrong keys.</remarks>
    public static IColloquyBuilder UseEncryption(this IColloquyBuilder builder, string keyFile, Action<EncryptionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(keyFile);
        return Use(builder, _ => KeyRing.FromFile(keyFile), isOwned: true, configure);
    }

    /// <summary>Encrypts the chosen store with the keys of a ring.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="ring">Returns the ring, which belongs to the application or the container: <c>services =&gt; new DataProtectionKeyRing(services.GetRequiredService&lt;IDataProtectionProvider&gt;())</c>. The function is called when the host starts.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>The builder.</returns>
    public static IColloquyBuilder UseEncryption(this IColloquyBuilder builder, Func<IServiceProvider, IKeyRing> ring, Action<EncryptionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(ring);
        return Use(builder, ring, isOwned: false, configure);
    }

    private static IColloquyBuilder Use(IColloquyBuilder builder, Func<IServiceProvider, IKeyRing> ring, bool isOwned, Action<EncryptionOptions>? configure) =>
        builder.WrapStore("encryption", async (store, services, cancellationToken) =>
        {
            IKeyRing? keys = null;
            try
            {
                var options = new EncryptionOptions();
                if (services.GetService<TimeProvider>() is { } time)
                    options.TimeProvider = time;
                configure?.Invoke(options);
                keys = ring(services) ?? throw new InvalidOperationException("The function that returns the ring of keys returned null. Return the ring.");
                return await EncryptedSessionStore.OpenAsync(store, keys, options, isOwned ? keys as IDisposable : null, cancellationToken).ConfigureAwait(false);
            }
            catch when (keys is null)
            {
                await store.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        });
}
