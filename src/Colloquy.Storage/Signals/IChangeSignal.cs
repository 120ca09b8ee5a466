namespace Colloquy.Storage;

/// <summary>Defines an optional part of a store, which reports changes to sessions as they happen. Without it, changes are found by polling.</summary>
/// <remarks>
/// <para>1. After <see cref="ListenAsync"/> has returned, every commit on the session, its deletion, and every release of its lease is followed by a call within a short time, until the listener is disposed of.</para>
/// <para>2. A call can be late, can report several changes, and can come without a change. The listener reads the session. A store that also reports changes by other processes calls once after each break of its connection.</para>
/// <para>3. The method that is called must return at once and not throw.</para>
/// </remarks>
public interface IChangeSignal
{
    /// <summary>Begins to listen.</summary>
    /// <param name="key">The session's whole key. The session need not exist.</param>
    /// <param name="changed">Called after changes, on any thread.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The listener. Its disposal ends the calls.</returns>
    ValueTask<IAsyncDisposable> ListenAsync(SessionKey key, Action<SessionChanges> changed, CancellationToken cancellationToken = default);
}
