using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <summary>The keys of one scope, wherever they are kept: what can be done with them, and the rules for it.</summary>
internal abstract class StateStore(Scope scope, StateOptions options)
{
    public Scope Scope => scope;

    /// <summary>Where it is said that a text could not be stored as it was, by areas that are beside any log.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    public StateOptions Options => options;

    /// <summary>Whose state it is; null when it belongs to a session or a run.</summary>
    protected virtual SessionOwner? Owner => null;

    /// <summary>The session that it belongs to; null when it belongs to an owner or a run.</summary>
    protected virtual SessionKey? Session => null;

    public async Task<T?> GetAsync<T>(string key, CancellationToken cancellationToken) =>
        await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } found ? found.Get<T>() : default;

    public async Task<StateEntry?> FindAsync(string key, CancellationToken cancellationToken) =>
        await ReadAsync(StateJson.CheckKey(key), cancellationToken).ConfigureAwait(false) is { } found ? found with { Json = options.Json } : null;

    public async Task<IReadOnlyList<StateEntry>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAllAsync(cancellationToken).ConfigureAwait(false)).Select(found => found with { Json = options.Json })];

    public async Task<IReadOnlyList<StateEntry>> GetChangesAsync(StateVersion since, CancellationToken cancellationToken) =>
        [.. (await ReadChangesAsync(since, cancellationToken).ConfigureAwait(false)).Select(found => found with { Json = options.Json })];

    public async Task SetAsync<T>(string key, T value, CancellationToken cancellationToken)
    {
        var body = StateJson.Write(key, value, options.Json);
        await WriteAsync(StateJson.CheckOwnKey(key), _ => body, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> TrySetAsync<T>(string key, T value, StateVersion? expected, CancellationToken cancellationToken)
    {
        var body = StateJson.Write(key, value, options.Json);
        return await WriteAsync(StateJson.CheckOwnKey(key), found => found?.Version == expected ? body : null, cancellationToken).ConfigureAwait(false);
    }

    public async Task ChangeAsync(string key, Func<JsonElement?, JsonElement> change, CancellationToken cancellationToken) =>
        await WriteAsync(StateJson.CheckOwnKey(key), found => StateJson.Write(key, change(found?.Value), options.Json), cancellationToken).ConfigureAwait(false);

    public async Task<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        await WriteAsync(StateJson.CheckOwnKey(key), found => found is null ? null : new StateBody(key) { Removed = true }, cancellationToken).ConfigureAwait(false);

    public async Task<long> IncrementAsync(string key, long by, CancellationToken cancellationToken)
    {
        long sum = 0;
        await WriteAsync(
            StateJson.CheckOwnKey(key),
            found =>
            {
                sum = checked((found?.Get<long>() ?? 0) + by);
                return StateJson.Write(key, sum, options.Json);
            },
            cancellationToken).ConfigureAwait(false);
        return sum;
    }

    public abstract ValueTask<StateEntry?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Reads all keys but the reserved ones, ordered by the bytes of their keys.</summary>
    public abstract ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>Reads the newest write of each key but the reserved ones that is newer than a version, ordered by version.</summary>
    public abstract ValueTask<IReadOnlyList<StateEntry>> ReadChangesAsync(StateVersion since, CancellationToken cancellationToken);

    /// <summary>Writes what <paramref name="change"/> makes of the present value; nothing when it makes null. It may be asked again, when another was quicker.</summary>
    public abstract ValueTask<bool> WriteAsync(string key, Func<StateEntry?, StateBody?> change, CancellationToken cancellationToken);

    /// <summary>Refuses a value that is too large, before it is written.</summary>
    /// <returns>By how many bytes the state grows.</returns>
    protected long EnsureValueFits(StateEntry? found, StateBody body)
    {
        var before = found is null ? 0 : StateJson.SizeOf(found);
        if (body.Removed)
            return -before;

        var size = StateJson.SizeOf(body);
        return size <= options.MaxValueBytes
            ? StateJson.SizeOfKey(body.Key) + size - before
            : throw SizeLimitException.State(SizeLimit.StateValue, scope.ToString(), Session, Owner, body.Key, size, options.MaxValueBytes);
    }

    /// <summary>Refuses what would make all values together too large. Only a write that makes the state grow need be measured against the rest.</summary>
    protected void EnsureTotalFits(string key, long bytes)
    {
        if (bytes > options.MaxTotalBytes)
            throw SizeLimitException.State(SizeLimit.StateTotal, scope.ToString(), Session, Owner, key, bytes, options.MaxTotalBytes);
    }
}
