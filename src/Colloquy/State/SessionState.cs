namespace Colloquy;

/// <summary>What a session remembers besides messages, by key. It belongs to the branch and follows its head: undo and fork carry it along.</summary>
/// <remarks>Keys that begin with <c>colloquy.</c> are reserved: they are not listed, and writing one is an <see cref="InvalidKeyException"/>. Each write is an entry of the log. Outside a run each is a commit of its own; in a run, writes are committed with the step that made them.</remarks>
public abstract class SessionState
{
    private protected SessionState()
    {
    }

    /// <summary>Returns a value; the default of <typeparamref name="T"/> when the key is absent.</summary>
    /// <typeparam name="T">The type to read the value as.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StateTypeException">The value is not of that type.</exception>
    public async Task<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default) =>
        await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } found ? StateJson.Read<T>(found) : default;

    /// <summary>Returns a key's value and version; null when the key is absent.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<StateEntry?> FindAsync(string key, CancellationToken cancellationToken = default) =>
        await ReadAsync(StateJson.CheckKey(key), cancellationToken).ConfigureAwait(false);

    /// <summary>Returns all keys with their values, ordered by key byte by byte.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<StateEntry>> ListAsync(CancellationToken cancellationToken = default) =>
        await ReadAllAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Writes a value, whatever was there.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="value">The value; null is a value.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task SetAsync<T>(string key, T value, CancellationToken cancellationToken = default)
    {
        var body = StateJson.Write(key, value);
        await WriteAsync(StateJson.CheckOwnKey(key), _ => body, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a value if the key is at the version that the caller has seen.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="value">The value; null is a value.</param>
    /// <param name="expected">The version seen; null when the key was absent.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when the key is at another version; nothing was written.</returns>
    public async Task<bool> TrySetAsync<T>(string key, T value, Position? expected, CancellationToken cancellationToken = default)
    {
        var body = StateJson.Write(key, value);
        return await WriteAsync(StateJson.CheckOwnKey(key), found => found?.Version == expected ? body : null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when it was absent.</returns>
    public async Task<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        await WriteAsync(StateJson.CheckOwnKey(key), found => found is null ? null : new StateBody(key) { Removed = true }, cancellationToken).ConfigureAwait(false);

    /// <summary>Adds to a number, of which an absent key counts as 0.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="by">What to add.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The sum that was written.</returns>
    /// <exception cref="StateTypeException">The value is not a whole number.</exception>
    /// <exception cref="OverflowException">The sum does not fit; nothing was written.</exception>
    public async Task<long> IncrementAsync(string key, long by = 1, CancellationToken cancellationToken = default)
    {
        long sum = 0;
        await WriteAsync(
            StateJson.CheckOwnKey(key),
            found =>
            {
                sum = checked((found is null ? 0 : StateJson.Read<long>(found)) + by);
                return StateJson.Write(key, sum);
            },
            cancellationToken).ConfigureAwait(false);
        return sum;
    }

    /// <summary>Returns the part of the state whose keys stand under a name: <c>theme</c> in it is <c>name/theme</c> here.</summary>
    /// <param name="name">The name.</param>
    public SessionState Within(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new StateWithin(this, name);
    }

    internal abstract ValueTask<StateEntry?> ReadAsync(string key, CancellationToken cancellationToken);

    internal abstract ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>Writes what <paramref name="change"/> makes of the present value; nothing when it makes null.</summary>
    internal abstract ValueTask<bool> WriteAsync(string key, Func<StateEntry?, StateBody?> change, CancellationToken cancellationToken);
}
