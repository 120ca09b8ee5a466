namespace Colloquy;

/// <summary>Represents the state of a user or an app, without a session. Each write is committed at once.</summary>
/// <remarks>The keys are those that the state of a session has in <see cref="Scope.User"/> or <see cref="Scope.App"/>. Reserved keys and exceptions are as in <see cref="SessionState"/>.</remarks>
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

    /// <summary>Returns all keys with their values, ordered by the bytes of their keys.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<StateEntry>> ListAsync(CancellationToken cancellationToken = default) => _area.ListAsync(cancellationToken);

    /// <summary>Returns the newest write of each key after a version, including removals, ordered by version.</summary>
    /// <param name="since">The version, such as the last that was read; <see cref="StateVersion.None"/> for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<StateEntry>> GetChangesAsync(StateVersion since, CancellationToken cancellationToken = default) => _area.GetChangesAsync(since, cancellationToken);

    /// <summary>Writes a value, and replaces any earlier one.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="value">The value; null is a value.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SizeLimitException">The value, or all values, would be too large.</exception>
    public Task SetAsync<T>(string key, T value, CancellationToken cancellationToken = default) => _area.SetAsync(key, value, cancellationToken);

    /// <summary>Writes a value if the key still has the version that the caller expects.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="value">The value; null is a value.</param>
    /// <param name="expected">The version that the caller has read; null when the key was absent.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when the value was written; false when the key has another version, and nothing was written.</returns>
    /// <exception cref="SizeLimitException">The value, or all values, would be too large.</exception>
    public Task<bool> TrySetAsync<T>(string key, T value, StateVersion? expected, CancellationToken cancellationToken = default) => _area.TrySetAsync(key, value, expected, cancellationToken);

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when the key was removed; false when it was absent.</returns>
    public Task<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => _area.RemoveAsync(key, cancellationToken);

    /// <summary>Adds to a number. An absent key counts as 0.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="by">The number to add.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The sum that was written.</returns>
    /// <exception cref="InvalidCastException">The value is not a whole number.</exception>
    /// <exception cref="OverflowException">The sum does not fit; nothing was written.</exception>
    public Task<long> IncrementAsync(string key, long by = 1, CancellationToken cancellationToken = default) => _area.IncrementAsync(key, by, cancellationToken);

    /// <summary>Returns the part of the state whose keys begin with a name and a slash: its key <c>units</c> is the key <c>name/units</c> here.</summary>
    /// <param name="name">The name.</param>
    public StandaloneState WithPrefix(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new StandaloneState(new NestedStateStore(_area, name + "/"));
    }
}
