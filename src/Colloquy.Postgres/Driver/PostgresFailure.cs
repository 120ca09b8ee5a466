using System.Net.Sockets;
using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Tells failures apart by their SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html).</summary>
internal static class PostgresFailure
{
    /// <summary>What <c>colloquy.require</c> raises: another writer came in between.</summary>
    public const string Refused = "CQ001";

    private const string ConnectionLostInCommit = "08007";
    private const string ReadOnlyTransaction = "25006";
    private const string SerializationFailure = "40001";
    private const string DeadlockDetected = "40P01";
    private const string OutOfMemory = "53200";
    private const string TooManyConnections = "53300";
    private const string DiskFull = "53100";
    private const string LockNotAvailable = "55P03";
    private const string AdminShutdown = "57P01";
    private const string CrashShutdown = "57P02";
    private const string CannotConnectNow = "57P03";
    private const string IdleSessionTimeout = "57P05";

    /// <summary>The severity of an error with which the whole server stops and recovers, such as a full disk of the write-ahead log. Whether the call had an effect is not known.</summary>
    private const string Panic = "PANIC";

    /// <summary>Returns whether the same call may succeed soon.</summary>
    public static bool Passes(Exception failure) => failure switch
    {
        NotConnectedException => failure.InnerException is { } inner && Passes(inner),
        PostgresException { InvariantSeverity: Panic } => true,
        PostgresException { SqlState: var state } => PassesWith(state),

        // A connection that was cut, or that could not be had in time.
        IOException or SocketException or TimeoutException => true,

        // Of several hosts, one may be the primary soon.
        AggregateException hosts => hosts.InnerExceptions.Any(Passes),
        NpgsqlException => failure.InnerException is null || Passes(failure.InnerException),
        _ => false,
    };

    /// <summary>Returns whether a call that failed has certainly changed nothing.</summary>
    public static bool IsWithoutEffect(Exception failure) => failure is NotConnectedException
        || (failure is PostgresException { SqlState: var state } && state is SerializationFailure or DeadlockDetected or LockNotAvailable or ReadOnlyTransaction or TooManyConnections or CannotConnectNow);

    public static StoreException From(Exception failure, string location)
    {
        var cause = failure is NotConnectedException ? failure.InnerException! : failure;
        if (cause is PostgresException server)
            return From(server, location);
        if (cause.InnerException is TimeoutException || cause is TimeoutException)
            return StoreException.Failed(location, "time-out", $"no connection of the pool, or no answer, came in time ({cause.Message})", failure, isTransient: true);
        return StoreException.Failed(location, "connection", cause.Message.TrimEnd('.'), failure, isTransient: Passes(failure));
    }

    private static StoreException From(PostgresException server, string location) => server.SqlState switch
    {
        _ when server.InvariantSeverity == Panic => StoreException.Failed(location, server.SqlState, $"the server stopped, and recovers: {server.MessageText.TrimEnd('.')}", server, isTransient: true),
        DiskFull => StoreException.Full(location, server),
        ReadOnlyTransaction => StoreException.Failed(location, server.SqlState, "the server only reads: it is a replica, or was one until now. Connect to the primary ('Target Session Attributes=primary' in the connection string)", server, isTransient: true),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => StoreException.NotOpened(location, StoreFailure.NoAccess, $"the server refused the user or the password ({server.SqlState}). Check both in the connection string.", server),
        PostgresErrorCodes.InsufficientPrivilege => StoreException.NotOpened(location, StoreFailure.NoAccess, $"the role lacks a right: {server.MessageText} ({server.SqlState}). Grant it; docs/production.md lists the rights of each role.", server),
        PostgresErrorCodes.InvalidCatalogName => StoreException.NotOpened(location, StoreFailure.Missing, "there is no such database. Create it, or check the connection string.", server),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName => StoreException.NotOpened(location, StoreFailure.Missing, $"a table of Colloquy is missing: {server.MessageText}. Open the store with Migrate = true, with a role that may create tables.", server),
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => StoreException.Corrupt(location, $"PostgreSQL says '{server.MessageText}' ({server.SqlState})", inner: server),
        _ => StoreException.Failed(location, server.SqlState, server.MessageText.TrimEnd('.'), server, isTransient: PassesWith(server.SqlState)),
    };

    private static bool PassesWith(string state) => state is SerializationFailure or DeadlockDetected or OutOfMemory or TooManyConnections or LockNotAvailable
        or AdminShutdown or CrashShutdown or CannotConnectNow or IdleSessionTimeout or ReadOnlyTransaction or ConnectionLostInCommit
        || state.StartsWith("08", StringComparison.Ordinal);
}

/// <summary>A connection could not be had, so nothing was sent. The inner exception is the reason.</summary>
internal sealed class NotConnectedException(Exception reason) : Exception(reason.Message, reason);
