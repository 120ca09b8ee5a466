using Colloquy.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses a PostgreSQL database as the store of an application.</summary>
public static class PostgresColloquyBuilderExtensions
{
    /// <summary>Stores sessions in a PostgreSQL database, by a connection string. The store has a pool of connections of its own.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">The connection string, in the form of Npgsql.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <remarks>The options begin with the <see cref="ILoggerFactory"/> of the container. The database is opened when the host starts.</remarks>
    public static IColloquyBuilder UsePostgres(this IColloquyBuilder builder, string connectionString, Action<PostgresSessionStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return builder.UseStore(
            "PostgreSQL database",
            async (services, cancellationToken) => await PostgresSessionStore.OpenAsync(connectionString, Options(services, configure), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Stores sessions in a PostgreSQL database, by the data source of the application: the <see cref="NpgsqlDataSource"/> in its services, as <c>AddNpgsqlDataSource</c> registers it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <remarks>The options begin with the <see cref="ILoggerFactory"/> of the container. The database is opened when the host starts, which fails when no data source is registered.</remarks>
    public static IColloquyBuilder UsePostgres(this IColloquyBuilder builder, Action<PostgresSessionStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UsePostgres(
            static services => services.GetService<NpgsqlDataSource>() ?? throw new InvalidOperationException("UsePostgres found no NpgsqlDataSource in the services. Register one, for example by AddNpgsqlDataSource of Npgsql.DependencyInjection, or give UsePostgres a connection string."),
            configure);
    }

    /// <summary>Stores sessions in a PostgreSQL database, by a data source that the container knows, for example one that is registered under a key.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="dataSource">Returns the data source. The store does not dispose of it.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>The builder.</returns>
    public static IColloquyBuilder UsePostgres(this IColloquyBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, Action<PostgresSessionStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        return builder.UseStore(
            "PostgreSQL database",
            async (services, cancellationToken) => await PostgresSessionStore.OpenAsync(dataSource(services), Options(services, configure), cancellationToken).ConfigureAwait(false));
    }

    // A clock in the container is not taken: leases go by the clock of the server.
    private static PostgresSessionStoreOptions Options(IServiceProvider services, Action<PostgresSessionStoreOptions>? configure)
    {
        var options = new PostgresSessionStoreOptions { LoggerFactory = services.GetService<ILoggerFactory>() };
        configure?.Invoke(options);
        return options;
    }
}
