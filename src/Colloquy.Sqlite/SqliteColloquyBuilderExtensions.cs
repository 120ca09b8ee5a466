using Colloquy;
using Colloquy.Sqlite;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses a SQLite file as the store of an application.</summary>
public static class SqliteColloquyBuilderExtensions
{
    /// <summary>Stores sessions in a SQLite file.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file's path. Its folder must exist and be on a local disk. A relative path starts at the current directory of the process.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <remarks>The options begin with the <see cref="ILoggerFactory"/> and, where there is one, the <see cref="TimeProvider"/> of the container. The file is opened when the host starts.</remarks>
    public static IColloquyBuilder UseSqlite(this IColloquyBuilder builder, string path, Action<SqliteSessionStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.UseStore($"SQLite file '{path}'", (services, cancellationToken) => OpenAsync(services, path, configure, cancellationToken));
    }

    /// <summary>Stores sessions in a SQLite file whose path the container knows, for example from the configuration.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">Returns the file's path: <c>services =&gt; services.GetRequiredService&lt;IConfiguration&gt;()["Desk:File"]</c>.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <remarks>The function is called when the host starts. An empty path stops the start.</remarks>
    public static IColloquyBuilder UseSqlite(this IColloquyBuilder builder, Func<IServiceProvider, string?> path, Action<SqliteSessionStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(path);
        return builder.UseStore("SQLite file", (services, cancellationToken) => OpenAsync(services, Found(path(services)), configure, cancellationToken));
    }

    private static string Found(string? path) => string.IsNullOrWhiteSpace(path)
        ? throw new InvalidOperationException("The function that returns the path of the SQLite file returned no path. Set the path where the function reads it, for example in the configuration.")
        : path;

    private static async ValueTask<ISessionStore> OpenAsync(IServiceProvider services, string path, Action<SqliteSessionStoreOptions>? configure, CancellationToken cancellationToken)
    {
        var options = new SqliteSessionStoreOptions { LoggerFactory = services.GetService<ILoggerFactory>() };
        if (services.GetService<TimeProvider>() is { } time)
            options.TimeProvider = time;
        configure?.Invoke(options);
        return await SqliteSessionStore.OpenAsync(path, options, cancellationToken).ConfigureAwait(false);
    }
}
