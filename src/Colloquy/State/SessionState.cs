using System.Text.Json;

namespace Colloquy;

/// <summary>Provides the state of a session, of its user and of its app, by key and scope.</summary>
/// <remarks>
/// <para>In the session scope, which is the default, state belongs to the branch and follows its head: undo and fork carry it along. Each write is an
/// entry of the log: outside a run a commit of its own; in a run, writes are committed with the step that made them.</para>
/// <para>Writes of the user and app scopes are made at once, in a run too, where the entry that tells is committed together with them.</para>
/// <para>Keys that begin with <c>colloquy.</c> are reserved: they are not listed, and writing one is an <see cref="InvalidKeyException"/>.</para>
/// <para>Every method throws <see cref="InvalidOperationException"/> for <see cref="Scope.User"/> when the session has no user, and for <see cref="Scope.Temp"/>
/// outside a run; and <see cref="NotSupportedException"/> when the store keeps no state of users and apps.</para>
/// </remarks>
public sealed class SessionState
{
    private readonly Func<Scope, StateStore> _area;

    internal SessionState(Func<Scope, StateStore> area) => _area = area;

    /// <summary>Returns a value; the default of <typeparamref name="T"/> when the key is absent.</summary>
    /// <typeparam name="T">The type to read the value as.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="scope">Where it lives.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidCastException">The value is not of that type.</exception>
    public Task<T?> GetAsync<T>(string key, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).GetAsync<T>(key, cancellationToken);

    /// <summary>Returns a key's value and version; null when the key is absent.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="scope">Where it lives.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<StateEntry?> FindAsync(string key, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).FindAsync(key, cancellationToken);

    /// <summary>Returns all keys of a scope with their values, ordered by key byte by byte.</summary>
    /// <param name="scope">Which.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IReadOnlyList<StateEntry>> ListAsync(Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).ListAsync(cancellationToken);

    /// <summary>Returns the newest write of each key of a scope that is newer than a version, removals too, ordered by version.</summary>
    /// <param name="since">The version, such as the last that was seen; <see cref="StateVersion.None"/> for all.</param>
    /// <param name="scope">Which.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>In the session scope an undo is no change: it takes changes back, and the keys have older versions then.</remarks>
    public Task<IReadOnlyList<StateEntry>> GetChangesAsync(StateVersion since, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).GetChangesAsync(since, cancellationToken);

    /// <summary>Writes a value, whatever was there.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="value">The value; null is a value.</param>
    /// <param name="scope">Where it lives.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SizeLimitException">The value, or all values of the scope, would be too large.</exception>
    public Task SetAsync<T>(string key, T value, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).SetAsync(key, value, cancellationToken);

    /// <summary>Writes a value if the key is at the version that the caller has seen.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="value">The value; null is a value.</param>
    /// <param name="expected">The version seen; null when the key was absent.</param>
    /// <param name="scope">Where it lives.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when the key is at another version; nothing was written.</returns>
    /// <exception cref="SizeLimitException">The value, or all values of the scope, would be too large.</exception>
    public Task<bool> TrySetAsync<T>(string key, T value, StateVersion? expected, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).TrySetAsync(key, value, expected, cancellationToken);

    /// <summary>Writes what is made of the present value, which is null for an absent key. It may be made again, when another was quicker.</summary>
    internal Task ChangeAsync(string key, Func<JsonElement?, JsonElement> change, Scope scope, CancellationToken cancellationToken) => _area(scope).ChangeAsync(key, change, cancellationToken);

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="scope">Where it lives.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when it was absent.</returns>
    public Task<bool> RemoveAsync(string key, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).RemoveAsync(key, cancellationToken);

    /// <summary>Adds to a number, of which an absent key counts as 0.</summary>
    /// <param name="key">The key, 1 to 256 bytes in UTF-8.</param>
    /// <param name="by">What to add.</param>
    /// <param name="scope">Where it lives.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The sum that was written. In the user and app scopes no other call is told the same sum, if all add in one direction.</returns>
    /// <exception cref="InvalidCastException">The value is not a whole number.</exception>
    /// <exception cref="OverflowException">The sum does not fit; nothing was written.</exception>
    public Task<long> IncrementAsync(string key, long by = 1, Scope scope = Scope.Session, CancellationToken cancellationToken = default) => _area(scope).IncrementAsync(key, by, cancellationToken);

    /// <summary>The same state, each scope seen through another area.</summary>
    internal SessionState Through(Func<StateStore, StateStore> wrap) => new(scope => wrap(_area(scope)));

    /// <summary>Returns the part of the state whose keys stand under a name, in every scope: <c>units</c> in it is <c>name/units</c> here.</summary>
    /// <param name="name">The name.</param>
    public SessionState WithPrefix(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new SessionState(scope => new NestedStateStore(_area(scope), name + "/"));
    }
}
