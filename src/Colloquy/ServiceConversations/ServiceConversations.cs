using System.Text.Json;

namespace Colloquy;

/// <summary>The conversations that services keep for a branch, one for each service: one key of the session's state, so that they follow the branch and its head.</summary>
/// <param name="All">The conversations, the one that was heard of last first.</param>
/// <param name="Version">The entry that says so; <see cref="Position.Start"/> for none.</param>
internal sealed record ServiceConversations(IReadOnlyList<ServiceConversation> All, Position Version)
{
    public const string Key = StateJson.ReservedPrefix + "conversation";
    private static readonly EntryKind[] MessageKind = [EntryKind.Message];
    private static readonly EntryKind[] StateKind = [EntryKind.State];
    public static ServiceConversations None { get; } = new([], Position.Start);

    /// <summary>The conversation that was heard of last; null for none.</summary>
    public ServiceConversation? Newest => All.Count == 0 ? null : All[0];

    public static async ValueTask<ServiceConversations> ReadAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        if (head.IsStart)
            return None;

        var written = await log.ReadStateAsync(head, Key, cancellationToken).ConfigureAwait(false);
        return Of(written.Count == 0 ? null : written[0], log.Key);
    }

    /// <summary>The conversations that the newest write of them holds; none for no write.</summary>
    public static ServiceConversations Of(Entry? newest, SessionKey session) => newest is null ? None : Read(newest, session) ?? None;

    /// <summary>The conversation that a service keeps; null for none.</summary>
    public ServiceConversation? Find(string service)
    {
        ServiceConversation? ofAny = null;
        foreach (var kept in All)
        {
            if (kept.Service == service)
                return kept;
            if (kept.Service is null)
                ofAny ??= kept;
        }

        return ofAny;
    }

    /// <summary>The same with what a service answered.</summary>
    public ServiceConversations With(ServiceConversation heard, Position version) =>
        new([heard, .. All.Where(kept => kept.Service is not null && kept.Service != heard.Service)], version);

    /// <summary>The write that keeps them; none left removes the key.</summary>
    public StateBody Write() => All.Count == 0
        ? new StateBody(Key) { Removed = true }
        : new StateBody(Key) { Value = JsonSerializer.SerializeToElement(All, ServiceConversationJson.Default.IReadOnlyListServiceConversation) };

    /// <summary>A conversation that the application gives; the service has of the branch what stands before this entry.</summary>
    public static ServiceConversations Given(string id, Position entry, bool sendHistory = false) =>
        new([new ServiceConversation(id) { UpTo = sendHistory ? Position.Start : entry, GrowsInPlace = true }], entry);

    /// <summary>Checks that a turn can go on under way with what the branch has.</summary>
    public async ValueTask CheckAsync(string service, string? given, SessionLog log, CancellationToken cancellationToken)
    {
        var kept = Find(service);
        if (given is not null && kept?.Id != given)
            throw ServiceConversationException.Mismatch(log.Key, kept?.Id, given);
        if (kept is not null)
            await EnsureNotMovedOnAsync(log, kept, Version, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks that the branch can go on with what it has, or take an id that it is given.</summary>
    /// <param name="service">The service; null when it is not known yet.</param>
    /// <param name="given">The id that the application gives; null for none.</param>
    /// <param name="log">The session's log.</param>
    /// <param name="head">Where the branch stands.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the given id is to be recorded, being new to the branch.</returns>
    public async ValueTask<bool> CheckAsync(string? service, string? given, SessionLog log, Position head, CancellationToken cancellationToken)
    {
        var kept = service is null ? FindById(given) ?? Newest : Find(service);
        if (kept is not null && given is not null && kept.Id != given)
            throw ServiceConversationException.Mismatch(log.Key, kept.Id, given);
        if (kept is not null)
        {
            // Without a service nothing is about to be sent.
            if (service is not null)
                await EnsureNotMovedOnAsync(log, kept, Version, cancellationToken).ConfigureAwait(false);
            return false;
        }

        if (given is null)
            return false;
        if (!head.IsStart && (await log.ReadOnceAsync(LogRead.Back(head) with { Kinds = MessageKind, Limit = 1, HeadersOnly = true }, cancellationToken).ConfigureAwait(false)).Entries.Count > 0)
            throw ServiceConversationException.Mismatch(log.Key, known: null, given);

        await EnsureNotMovedOnAsync(log, new ServiceConversation(given) { Service = service }, Position.Start, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private ServiceConversation? FindById(string? id) => All.FirstOrDefault(kept => kept.Id == id);

    /// <summary>Looks whether the conversation went on under the same id on a line that the branch is not on: the service has it then, and cannot go back.</summary>
    private static async ValueTask EnsureNotMovedOnAsync(SessionLog log, ServiceConversation kept, Position since, CancellationToken cancellationToken)
    {
        await foreach (var entry in log.ReadAsync(LogRead.All(since) with { Kinds = StateKind }, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Subject != Key || Read(entry, log.Key) is not { } other)
                continue;

            foreach (var later in other.All)
            {
                if (later.Id == kept.Id && later.UpTo > since && (later.Service == kept.Service || later.Service is null || kept.Service is null))
                    throw ServiceConversationException.MovedOn(log.Key, kept.Id, since, later.UpTo);
            }
        }
    }

    private static ServiceConversations? Read(Entry entry, SessionKey session) =>
        StateJson.ReadReserved(entry, session, ServiceConversationJson.Default.IReadOnlyListServiceConversation) is { } all ? new ServiceConversations(all, entry.Position) : null;
}
