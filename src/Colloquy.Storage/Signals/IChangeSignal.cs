namespace Colloquy.Storage;

/// <summary>Reports changes to sessions as they happen. An optional part of the port: without it, changes are found by polling.</summary>
/// <remarks>
/// <para>1. Once <see cref="ListenAsync"/> has returned, every commit on the session, its deletion, and every lease that is given back is followed by a call, soon, until the listener is disposed of.</para>
/// <para>2. Calls can be late, can stand for several changes, and can come without one. Who listens looks at the session. A store that hears other processes too calls once after each break of its connection.</para>
/// <para>3. What is called returns at once and does not throw.</para>
/// </remarks>
public interface IChangeSignal
{
    /// <summary>Begins to listen.</summary>
    /// <param name="key">The session's whole key. The session need not exist.</param>
    /// <param name="changed">Called after changes, on any thread.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The listener. Disposing of it ends the calls.</returns>
    ValueTask<IAsyncDisposable> ListenAsync(SessionKey key, Action<SessionChanges> changed, CancellationToken cancellationToken = default);
}
