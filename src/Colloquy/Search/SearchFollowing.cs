using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <summary>Gives the index of a store the work that updates it in the background.</summary>
internal static class SearchFollowing
{
    private static readonly object Registered = new();
    private static readonly ConditionalWeakTable<ISessionStore, object> Stores = [];

    /// <summary>Registers the work of a store's index, when this is the first time that the store object is used.</summary>
    public static void Begin(ISessionStore store)
    {
        store = (store as IViewOfStore)?.Shared ?? store;
        if (Stores.TryGetValue(store, out _) || !Stores.TryAdd(store, Registered) || store.GetService<ISearchIndex>() is not { } index)
            return;

        // What cannot be read is reported by the searches that do not find it.
        index.Follow((key, cancellationToken) =>
            new SearchIndexing(store, index, SessionSelection.OfSession(key), new UnreadableEntries(NullLogger.Instance), progress: null).FollowAsync(key, cancellationToken));
    }
}
