using System.Text.Json;

namespace Colloquy;

/// <summary>Provides the state of a session, of its user and of its app, by key and scope.</summary>
/// <remarks>
/// <para>In the session scope, which is the default, state belongs to the branch and follows its head, also in an undo or a fork. Each write is an
/// entry of the log. Outside a run, it is a commit of its own; in a run, writes are committed with the step that made them.</para>
/// <para>Writes to the user and app scopes are committed at once. In a run, the entry that records the write is committed with it.</para>
/// <para>Keys that begin with <c>colloquy.</c> are reserved: they are not listed, and to write one throws <see cref="InvalidKeyException"/>.</para>
/// <para>Every method throws <see cref="InvalidOperationException"/> for <see cref="Scope.User"/> when the session has no user, and for <see cref="Scope.Temp"/>
/// outside a run; and <see cref="NotSupportedException"/> when the store does not support state of users and apps.</para>
/// </remarks>
public sealed class SessionState
{
    private readonly Func<Scope, StateStore> _area;

    internal SessionState(Func<Scope, StateStore> area) => _area = area;

    /// <summary>Returns a value; the default of <typeparamref name="T"/> when the key is absent.</summary>
    /// <typeparam name="T">The type to read the value as.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="scope">The scope of the key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidCastException">The value is not of that type.</exception>
    public Task<T?> GetAsync<T>(string key, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).GetAsync<T>(key, cancellationToken);

    /// <summary>Returns a key's value and version; null when the key is absent.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="scope">The scope of the key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<StateEntry?> FindAsync(string key, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).FindAsync(key, cancellationToken);

    /// <summary>Returns all keys of a scope with their values, ordered by the bytes of their keys.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<StateEntry>> ListAsync(Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).ListAsync(cancellationToken);

    /// <summary>Returns the newest write of each key of a scope after a version, including removals, ordered by version.</summary>
    /// <param name="since">The version, such as the last that was read; <see cref="StateVersion.None"/> for all.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>In the session scope, an undo is not a change: it reverts changes, and the keys have older versions afterwards.</remarks>
    public Task<IReadOnlyList<StateEntry>> GetChangesAsync(StateVersion since, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).GetChangesAsync(since, cancellationToken);

    /// <summary>Writes a value, and replaces any earlier one.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="value">The value; null is a value.</param>
    /// <param name="scope">The scope of the key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SizeLimitException">The value, or all values of the scope, would be too large.</exception>
    public Task SetAsync<T>(string key, T value, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).SetAsync(key, value, cancellationToken);

    /// <summary>Writes a value if the key still has the version that the caller expects.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="value">The value; null is a value.</param>
    /// <param name="expected">The version that the caller has read; null when the key was absent.</param>
    /// <param name="scope">The scope of the key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when the value was written; false when the key has another version, and nothing was written.</returns>
    /// <exception cref="SizeLimitException">The value, or all values of the scope, would be too large.</exception>
    public Task<bool> TrySetAsync<T>(string key, T value, StateVersion? expected, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).TrySetAsync(key, value, expected, cancellationToken);

    /// <summary>Writes what is made of the present value, which is null for an absent key. It may be made again, when another was quicker.</summary>
    internal Task ChangeAsync(string key, Func<JsonElement?, JsonElement> change, Scope scope, CancellationToken cancellationToken) => _area(scope).ChangeAsync(key, change, cancellationToken);

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="scope">The scope of the key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when the key was removed; false when it was absent.</returns>
    public Task<bool> RemoveAsync(string key, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).RemoveAsync(key, cancellationToken);

    /// <summary>Adds to a number. An absent key counts as 0.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="by">The number to add.</param>
    /// <param name="scope">The scope of the key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The sum that was written. In the user and app scopes, no other call returns the same sum when all calls add numbers of the same sign.</returns>
    /// <exception cref="InvalidCastException">The value is not a whole number.</exception>
    /// <exception cref="OverflowException">The sum does not fit; nothing was written.</exception>
    public Task<long> IncrementAsync(string key, long by = 1, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).IncrementAsync(key, by, cancellationToken);

    /// <summary>The same state, each scope seen through another area.</summary>
    internal SessionState Through(Func<StateStore, StateStore> wrap) => new(scope => wrap(_area(scope)));

    /// <summary>Returns the part of the state whose keys begin with a name and a slash, in every scope: its key <c>units</c> is the key <c>name/units</c> here.</summary>
    /// <param name="name">The name.</param>
    public SessionState WithPrefix(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new SessionState(scope => new NestedStateStore(_area(scope), name + "/"));
    }
}
