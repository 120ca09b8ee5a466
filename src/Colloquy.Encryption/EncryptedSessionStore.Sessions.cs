namespace Colloquy.Encryption;

public sealed partial class EncryptedSessionStore : ISessionDirectory, IRetention
{
    private IRetention Retained => Require<IRetention>();

    /// <inheritdoc />
    public override async ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();

        // Without its owner's key no session is made.
        using (await _owners.UseAsync(key.Owner, isFresh: false, cancellationToken).ConfigureAwait(false))
        {
            var record = await base.CreateAsync(key, cancellationToken).ConfigureAwait(false);
            if (StoredDataKeys.Of(record) is null)
            {
                using var made = await _sessions.UseAsync(record, cancellationToken).ConfigureAwait(false);
                record = await base.GetAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
            }

            return await OpenAsync(record, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        await base.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } record ? await OpenAsync(record, cancellationToken).ConfigureAwait(false) : null;

    /// <inheritdoc />
    public override async ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(details);
        details.EnsureWellFormed();
        for (var isFresh = false; ; isFresh = true)
        {
            using var keys = await _sessions.UseAsync(key, isFresh, cancellationToken).ConfigureAwait(false);
            using var writing = new EntryWriting(keys);
            if (await base.SetDetailsAsync(key, writing.Seal(details), cancellationToken).ConfigureAwait(false) is { } described)
            {
                keys.SeenAt(described.Version);
                return details with { Metadata = new Dictionary<string, string>(details.Metadata), Version = described.Version - keys.Stored.Writes };
            }

            // The version differs, or the session's keys were written in between, which the caller need not know.
            if (await base.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } record)
                throw new SessionNotFoundException(key);
            if (StoredDataKeys.Of(record) is not { } stored || stored.Text == keys.Stored.Text || record.Details.Version - stored.Writes != details.Version)
                return null;
        }
    }

    /// <inheritdoc />
    public override ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ListAsync(query, next => base.ListAsync(owner, next, cancellationToken), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ListAsync(query, next => Require<ISessionDirectory>().ListAllAsync(selection, next, cancellationToken), cancellationToken);
    }

    /// <inheritdoc />
    public override async ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        var isDeleted = await base.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        _sessions.Forget(key);
        return isDeleted;
    }

    /// <inheritdoc />
    public async ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default) =>
        await OpenAsync(await Retained.SetRetentionAsync(key, policy, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default) =>
        await OpenAsync(await Retained.HoldAsync(key, hold, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default) =>
        await OpenAsync(await Retained.LiftHoldAsync(key, name, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        var page = await Retained.ListRetainedAsync(selection, after, limit, cancellationToken).ConfigureAwait(false);
        List<SessionRecord> found = [];
        List<UnreadableSession> unreadable = [.. page.Unreadable];
        foreach (var record in page.Sessions)
            await AddAsync(record, found, unreadable, cancellationToken).ConfigureAwait(false);
        return page with { Sessions = found, Unreadable = unreadable };
    }

    /// <inheritdoc />
    public async ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        var isDeleted = await Retained.DeleteExpiredAsync(key, cancellationToken).ConfigureAwait(false);
        if (isDeleted)
            _sessions.Forget(key);
        return isDeleted;
    }

    /// <summary>Lists with a filter by title, which the inner store cannot apply to what it has.</summary>
    private async ValueTask<SessionPage> ListAsync(SessionQuery query, Func<SessionQuery, ValueTask<SessionPage>> list, CancellationToken cancellationToken)
    {
        var after = query.After;
        List<SessionRecord> found = [];
        List<UnreadableSession> unreadable = [];
        while (true)
        {
            var page = await list(query with { TitleContains = null, After = after }).ConfigureAwait(false);
            unreadable.AddRange(page.Unreadable);
            foreach (var record in page.Sessions)
            {
                if (found.Count == query.Limit && await MatchesAsync(record, query, cancellationToken).ConfigureAwait(false))
                    return new SessionPage(found, new SessionCursor(found[^1].UpdatedAt, found[^1].Key)) { Unreadable = unreadable };
                if (found.Count < query.Limit && await AddAsync(record, found, unreadable, cancellationToken).ConfigureAwait(false) && !query.MatchesTitle(found[^1].Details.Title))
                    found.RemoveAt(found.Count - 1);
            }

            if (page.Next is null)
                return new SessionPage(found, null) { Unreadable = unreadable };
            if (found.Count == query.Limit && query.TitleContains is null)
                return new SessionPage(found, page.Next) { Unreadable = unreadable };
            after = page.Next;
        }
    }

    private async ValueTask<bool> MatchesAsync(SessionRecord record, SessionQuery query, CancellationToken cancellationToken)
    {
        List<SessionRecord> found = [];
        return await AddAsync(record, found, [], cancellationToken).ConfigureAwait(false) ? query.MatchesTitle(found[0].Details.Title) : true;
    }

    /// <summary>Adds a record to those that can be read, or to those that cannot.</summary>
    private async ValueTask<bool> AddAsync(SessionRecord record, List<SessionRecord> found, List<UnreadableSession> unreadable, CancellationToken cancellationToken)
    {
        try
        {
            found.Add(await OpenAsync(record, cancellationToken).ConfigureAwait(false));
            return true;
        }
        catch (Exception problem) when (problem is EncryptionKeyException or CorruptDataException)
        {
            unreadable.Add(new UnreadableSession(record.Key, problem.Message));
            return false;
        }
    }

    /// <summary>Returns a record as its session's users see it.</summary>
    private async ValueTask<SessionRecord> OpenAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        if (StoredDataKeys.Of(record) is not { } stored)
            return record;

        return record with
        {
            Bytes = Math.Max(0, record.Bytes - (record.Entries * EntryWriting.EntryOverhead)),
            Details = await OpenAsync(record.Key, record.Details, stored, cancellationToken).ConfigureAwait(false),
        };
    }

    private async ValueTask<SessionDetails> OpenAsync(SessionKey key, SessionDetails details, StoredDataKeys stored, CancellationToken cancellationToken)
    {
        // Most sessions of a listing need no key.
        if (details is { Title: null, Metadata.Count: 1 })
            return new SessionDetails { Version = details.Version - stored.Writes };

        using var keys = await _sessions.UseAsync(key, stored, details.Version, cancellationToken).ConfigureAwait(false);
        using var reading = new EntryReading(keys);
        return reading.Open(details);
    }

    private TPart Require<TPart>()
        where TPart : class => Inner.GetService<TPart>() ?? throw new NotSupportedException($"The store {Inner.GetType().Name} does not implement {typeof(TPart).Name}.");
}
