using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>What this process does at one store, where it would get in its own way: those who want the same wait for one another.</summary>
/// <remarks>It belongs to a store object. Other processes are not seen, nor other objects over the same storage: with those it is decided by the tip, by versions and by the lease.</remarks>
internal sealed class StoreTraffic
{
    private static readonly ConditionalWeakTable<object, StoreTraffic> Stores = [];

    /// <summary>Those who build commits on the newest tip of a session.</summary>
    public ProcessQueues<SessionKey> Writers { get; } = new();

    /// <summary>Those who change a session's title and metadata.</summary>
    public ProcessQueues<SessionKey> Describers { get; } = new();

    /// <summary>Those who write the state of a user or an app.</summary>
    public ProcessQueues<SessionOwner> StateWriters { get; } = new();

    /// <summary>Runs that wait for a session's lease behind those that came before.</summary>
    public ProcessQueues<SessionKey> Runs { get; } = new();

    /// <summary>Runs that wait ahead of them, having asked the holder to stop.</summary>
    public ProcessQueues<SessionKey> UrgentRuns { get; } = new();

    /// <summary>What is kept of sessions between their turns.</summary>
    public HistoryCache History { get; } = new();

    /// <summary>Finds what a store's users in this process share.</summary>
    /// <param name="store">The store, or a part of it that is the same object.</param>
    public static StoreTraffic Of(object store) => Stores.GetValue(store is IViewOfStore view ? view.Shared : store, static _ => new StoreTraffic());
}
