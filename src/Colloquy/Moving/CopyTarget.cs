using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Operations;

/// <summary>What a copy knows of its target: whether everything in it came from the other store. While a copy is not finished, the target says so itself, in the state of an application of that name.</summary>
internal sealed partial class CopyTarget
{
    private const string Key = "from";

    private CopyTarget(bool isOwned) => IsOwned = isOwned;

    /// <summary>Whether everything in the target came from the other store.</summary>
    public bool IsOwned { get; }

    /// <summary>The owner whose state says that a copy is not finished.</summary>
    public static SessionOwner Mark { get; } = new(app: "colloquy.store-copy");

    /// <summary>Looks at the target before a copy begins or goes on.</summary>
    /// <exception cref="StoreException">The target has what the other store does not have, or an unfinished copy of another store.</exception>
    public static async ValueTask<CopyTarget> EnterAsync(CopyStores stores, string source, bool keepsOthers, bool removesOthers, bool isDry, CancellationToken cancellationToken)
    {
        if (await FindMarkAsync(stores.From, cancellationToken).ConfigureAwait(false) is not null)
            throw StoreException.NotCopied(key: null, "The store to copy is itself the target of a copy that is not finished. Finish that copy first.");

        var mark = await FindMarkAsync(stores.To, cancellationToken).ConfigureAwait(false);
        if (mark is not null && mark != source)
            throw StoreException.NotCopied(key: null, $"The target has an unfinished copy of another store, '{mark}'. Finish that copy first, or copy to a new store.");
        if (mark is not null)
            return new CopyTarget(isOwned: true);

        var hasOthers = await HasOthersAsync(stores, keepsOthers || removesOthers, cancellationToken).ConfigureAwait(false);
        var isOwned = !hasOthers || removesOthers;
        if (isOwned && !isDry)
            await MarkAsync(stores, source, cancellationToken).ConfigureAwait(false);
        return new CopyTarget(isOwned);
    }

    /// <summary>Takes the mark away.</summary>
    public static async ValueTask LeaveAsync(CopyStores stores, CancellationToken cancellationToken)
    {
        if (stores.ToOwners is { } owners)
            await owners.RestoreStateAsync(Mark, [], cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<string?> FindMarkAsync(ISessionStore store, CancellationToken cancellationToken) =>
        store.GetService<IOwnerState>() is { } state && store.GetService<IOwnerCopy>() is not null && (await state.FindAsync(Mark, Key, cancellationToken).ConfigureAwait(false)).Stored is { Removed: false } stored
            ? JsonSerializer.Deserialize(stored.Value.Span, MarkJson.Default.String) ?? ""
            : null;

    private static async ValueTask MarkAsync(CopyStores stores, string source, CancellationToken cancellationToken)
    {
        if (stores.ToOwners is null || stores.To.GetService<IOwnerState>() is not { } state)
            return;

        var slot = await state.FindAsync(Mark, Key, cancellationToken).ConfigureAwait(false);
        await state.PutAsync(new StatePut { Owner = Mark, Key = Key, Expected = slot.Version, Value = JsonSerializer.SerializeToUtf8Bytes(source, MarkJson.Default.String) }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the target has what the other store does not have. What has the same name in both, and cannot be an earlier copy, is refused in any case.</summary>
    private static async ValueTask<bool> HasOthersAsync(CopyStores stores, bool allowsOthers, CancellationToken cancellationToken)
    {
        long others = 0;
        SessionKey? first = null;
        for (SessionPage? page = null; page is null || page.Next is not null;)
        {
            page = await stores.ToSessions.ListAllAsync(SessionSelection.All, new SessionQuery { After = page?.Next, Limit = 1_000 }, cancellationToken).ConfigureAwait(false);
            foreach (var record in page.Sessions)
            {
                if (await IsEarlierAsync(stores, record, cancellationToken).ConfigureAwait(false))
                    continue;
                others++;
                first ??= record.Key;
            }
        }

        if (others > 0 && !allowsOthers)
            throw StoreException.NotCopied(first, $"The target has {(others == 1 ? "a session" : $"{others} sessions")} that the store to copy does not have{(others == 1 ? "" : ", the first of them")}: {first}. Copy to a new store, or say whether the target keeps or loses {(others == 1 ? "it" : "them")}.");
        return await HasOtherOwnersAsync(stores, allowsOthers, cancellationToken).ConfigureAwait(false) || others > 0;
    }

    /// <summary>Whether the other store has the session of a record, as it is or further on; false when it has none of its name.</summary>
    private static async ValueTask<bool> IsEarlierAsync(CopyStores stores, SessionRecord record, CancellationToken cancellationToken)
    {
        if (await stores.From.GetAsync(record.Key, cancellationToken).ConfigureAwait(false) is not { } source)
            return false;

        var isEarlier = source.CreatedAt == record.CreatedAt && source.Tip >= record.Tip
            && (record.Tip.IsStart || (source.Tip == record.Tip ? source.Chain : await ChainAtAsync(stores.From, record, cancellationToken).ConfigureAwait(false)) == record.Chain);
        return isEarlier ? true : throw StoreException.NotCopied(record.Key, $"Both stores have a session {record.Key}, and the one in the target is not an earlier copy of the other: it was written to in the target. Copy to a new store.");
    }

    private static async ValueTask<Digest?> ChainAtAsync(ISessionStore store, SessionRecord record, CancellationToken cancellationToken)
    {
        var page = await store.ReadAsync(record.Key, LogRead.All(record.Tip.Previous) with { Limit = 1, HeadersOnly = true }, cancellationToken).ConfigureAwait(false);
        return page.Entries is [var entry] ? entry.Chain : null;
    }

    private static async ValueTask<bool> HasOtherOwnersAsync(CopyStores stores, bool allowsOthers, CancellationToken cancellationToken)
    {
        var hasOthers = false;
        if (stores is not { FromOwners: { } fromOwners, ToOwners: { } toOwners })
            return hasOthers;

        await foreach (var owner in OwnerMover.ListAsync(toOwners, cancellationToken).ConfigureAwait(false))
        {
            if (owner.AgentName is null && stores.From.GetService<IOwnerState>() is { } fromState && stores.To.GetService<IOwnerState>() is { } toState)
                hasOthers |= IsOther(await toState.ReadChangesAsync(owner.Owner, StateVersion.None, cancellationToken).ConfigureAwait(false), await fromState.ReadChangesAsync(owner.Owner, StateVersion.None, cancellationToken).ConfigureAwait(false), OwnerImage.IsEarlier, $"state of {owner}", allowsOthers);
            if (stores.From.GetService<IMemoryStore>() is { } fromMemories && stores.To.GetService<IMemoryStore>() is { } toMemories)
                hasOthers |= IsOther(await OwnerImage.ReadMemoriesAsync(toMemories, toOwners, owner, cancellationToken).ConfigureAwait(false), await OwnerImage.ReadMemoriesAsync(fromMemories, fromOwners, owner, cancellationToken).ConfigureAwait(false), OwnerImage.IsEarlier, $"memories of {owner}", allowsOthers);
        }

        return hasOthers;
    }

    private static bool IsOther<T>(IReadOnlyList<T> target, IReadOnlyList<T> source, Func<IReadOnlyList<T>, IReadOnlyList<T>, bool> isEarlier, string what, bool allowsOthers)
    {
        if (target.Count == 0 || isEarlier(target, source))
            return false;
        return source.Count == 0 && allowsOthers ? true : throw StoreException.NotCopied(key: null, $"The target has {what} that the store to copy does not have. Copy to a new store{(source.Count == 0 ? ", or say whether the target keeps or loses them" : "")}.");
    }

    [JsonSerializable(typeof(string))]
    private sealed partial class MarkJson : JsonSerializerContext;
}
