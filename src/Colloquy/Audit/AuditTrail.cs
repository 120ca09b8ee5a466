using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Writes the trails of a store: what was done with a session and is no commit of its log, and what concerns no single session.</summary>
internal sealed class AuditTrail(ISessionStore store, AuditSettings settings, TimeProvider time, ILogger logger)
{
    private const int PageSize = 500;

    /// <summary>Adds a record.</summary>
    /// <returns>The position of the record.</returns>
    public async ValueTask<Position> RecordAsync(SessionKey trail, AuditBody body, string actor, CancellationToken cancellationToken) =>
        await AppendAsync(await OpenAsync(trail, cancellationToken).ConfigureAwait(false), [(body, actor)], cancellationToken).ConfigureAwait(false);

    /// <summary>Copies what the log of a session has of the audit to the trail of the session, before the session is deleted. What was copied by an earlier call is not copied again.</summary>
    public async ValueTask CopyAsync(SessionRecord session, SessionKey trail, CancellationToken cancellationToken)
    {
        var to = await OpenAsync(trail, cancellationToken).ConfigureAwait(false);
        var last = await FindCopiedAsync(to, session, cancellationToken).ConfigureAwait(false);
        var from = new SessionLog(store, session, time, logger);
        for (var read = LogRead.All(last) with { Kinds = AuditReader.Kind, Limit = PageSize }; ;)
        {
            var page = await from.ReadOnceAsync(read, cancellationToken).ConfigureAwait(false);
            if (page.Entries.Count > 0)
                await AppendAsync(to, page.Entries.Select(entry => (Copy(from, entry), entry.Author ?? "")), cancellationToken).ConfigureAwait(false);
            if (page.Next is null)
                return;
            read = read.Continue(page);
        }

        AuditBody Copy(SessionLog log, Entry entry) => new(entry.Subject ?? "")
        {
            Role = (log.Decode(entry) as AuditBody)?.Role,
            After = entry.Position,
            At = entry.At,
            From = entry.Position,
            Created = session.CreatedAt,
        };
    }

    private static async ValueTask<Position> FindCopiedAsync(SessionLog trail, SessionRecord session, CancellationToken cancellationToken)
    {
        // What an earlier call copied stands at the end, but for records of that call and of those that failed since.
        await foreach (var entry in trail.ReadAsync(LogRead.Back(trail.Record.Head) with { Kinds = AuditReader.Kind, Limit = PageSize }, cancellationToken).ConfigureAwait(false))
        {
            if (trail.Decode(entry) is not AuditBody body)
                continue;
            if (body.Created is { } created && created != session.CreatedAt)
                return Position.Start;
            if (!body.From.IsStart)
                return body.From;
        }

        return Position.Start;
    }

    private async ValueTask<SessionLog> OpenAsync(SessionKey trail, CancellationToken cancellationToken)
    {
        var record = await store.GetAsync(trail, cancellationToken).ConfigureAwait(false) ?? await store.CreateAsync(trail, cancellationToken).ConfigureAwait(false);
        if (record is { Tip.IsStart: true, Retention: null } && settings.Retention is { } policy)
            record = await RequiredPort.Retention(store).SetRetentionAsync(trail, policy, cancellationToken).ConfigureAwait(false);

        return new SessionLog(store, record, time, logger);
    }

    private static async ValueTask<Position> AppendAsync(SessionLog trail, IEnumerable<(AuditBody Body, string Actor)> records, CancellationToken cancellationToken)
    {
        var first = Position.Start;
        await trail.UpdateAsync(
            async (writer, _) =>
            {
                first = writer.Tip.Next;
                foreach (var (body, actor) in records)
                    writer.Append(body, author: actor);
                await HeadSigning.AppendAsync(trail, writer, turn: default, author: null).ConfigureAwait(false);
                return true;
            },
            activity: null,
            cancellationToken).ConfigureAwait(false);
        return first;
    }
}
