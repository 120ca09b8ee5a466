namespace Colloquy;

/// <summary>The state of a user or an app, without a session. Each write is made at once.</summary>
/// <remarks>The same keys as a session's state has in <see cref="Scope.User"/> or <see cref="Scope.App"/>. Reserved keys and errors are as in <see cref="SessionState"/>.</remarks>
public sealed class StandaloneState
{
    private readonly StateStore _area;

    internal StandaloneState(StateStore area) => _area = area;

    /// <summary>Returns a value; the default of <typeparamref name="T"/> when the key is absent.</summary>
    /// <typeparam name="T">The type to read the value as.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidCastException">The value is not of that type.</exception>
    public Task<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default) => _area.GetAsync<T>(key, cancellationToken);

    /// <summary>Returns a key's value and version; null when the key is absent.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<StateEntry?> FindAsync(string key, CancellationToken cancellationToken = default) => _area.FindAsync(key, cancellationToken);

    /// <summary>Returns all keys with their values, ordered by key byte by byte.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<StateEntry>> ListAsync(CancellationToken cancellationToken = default) => _area.ListAsync(cancellationToken);

    /// <summary>Returns the newest write of each key that is newer than a version, removals too, ordered by version.</summary>
    /// <param name="since">The version, such as the last that was seen; <see cref="StateVersion.None"/> for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<StateEntry>> GetChangesAsync(StateVersion since, CancellationToken cancellationToken = default) => _area.GetChangesAsync(since, cancellationToken);

    /// <summary>Writes a value, whatever was there.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="value">The value; null is a value.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SizeLimitException">The value, or all values, would be too large.</exception>
    public Task SetAsync<T>(string key, T value, CancellationToken cancellationToken = default) => _area.SetAsync(key, value, cancellationToken);

    /// <summary>Writes a value if the key is at the version that the caller has seen.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="value">The value; null is a value.</param>
    /// <param name="expected">The version seen; null when the key was absent.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when the key is at another version; nothing was written.</returns>
    /// <exception cref="SizeLimitException">The value, or all values, would be too large.</exception>
    public Task<bool> TrySetAsync<T>(string key, T value, StateVersion? expected, CancellationToken cancellationToken = default) => _area.TrySetAsync(key, value, expected, cancellationToken);

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when it was absent.</returns>
    public Task<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => _area.RemoveAsync(key, cancellationToken);

    /// <summary>Adds to a number, of which an absent key counts as 0.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="by">What to add.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The sum that was written.</returns>
    /// <exception cref="InvalidCastException">The value is not a whole number.</exception>
    /// <exception cref="OverflowException">The sum does not fit; nothing was written.</exception>
    public Task<long> IncrementAsync(string key, long by = 1, CancellationToken cancellationToken = default) => _area.IncrementAsync(key, by, cancellationToken);

    /// <summary>Returns the part of the state whose keys stand under a name: <c>units</c> in it is <c>name/units</c> here.</summary>
    /// <param name="name">The name.</param>
    public StandaloneState WithPrefix(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new StandaloneState(new NestedStateStore(_area, name + "/"));
    }
}
