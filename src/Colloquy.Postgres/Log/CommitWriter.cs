namespace Colloquy.Postgres;

/// <summary>Makes commits. One that continues from what this process wrote last takes one round trip.</summary>
/// <remarks>
/// The rules of commits are checked here, on the row as it was last seen, and not by the server. The statement that
/// writes names the stamp of that row, so it writes only if the row is still the same; otherwise the row is read again.
/// </remarks>
internal sealed class CommitWriter(Database database, StoredSessions sessions)
{
    /// <summary>How often a commit begins again since others wrote first. Each time, one of them got on.</summary>
    private const int MostAttempts = 1_000;

    private long _count;

    /// <summary>Gets the number of commits that this process has made.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Makes a commit. Returns its receipt, and how many entries the search index of the session is behind, as far as this process knows.</summary>
    public async ValueTask<(CommitReceipt Receipt, long Unsearched)> WriteAsync(SessionKey key, Commit commit, CancellationToken cancellationToken)
    {
        var id = StoredId.Of(key);
        Position? tipOfLost = null;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var known = sessions.Find(id);
            var isFresh = known is null || CommitGround.IsNeeded(commit, known.Record) || database.Clock.IsUnknown;
            var ground = isFresh ? await CommitGround.ReadAsync(database, key, commit, cancellationToken).ConfigureAwait(false) : CommitGround.Of(known!);
            if (ground.Receipt is { } made)
            {
                await AwaitReplicasAsync(id, cancellationToken).ConfigureAwait(false);

                // An attempt of this call continued from the same entry, and its answer was lost: the commit was made by this call, not repeated.
                return (made with { Repeated = made.First.Value - 1 != tipOfLost?.Value }, 0);
            }

            if (ground.Session is not { } before)
                throw new SessionNotFoundException(key);

            var target = ground.ToTarget(key, commit, database);
            try
            {
                commit.EnsureFits(target);
                if (isFresh)
                    OwnerStateRow.EnsureFit(commit.Puts, ground.Slots);
            }
            catch (Exception) when (!isFresh)
            {
                // By what is not known any more to be so.
                sessions.Drop(id);
                continue;
            }

            var after = ground.After(commit, target);
            try
            {
                await database.WriteRepeatablyAsync(
                    (id, key, commit, before, after),
                    static (batch, ask) => Fill(batch, ask.id, ask.key, ask.commit, ask.before, ask.after),
                    static (rows, _, cancelled) => new ValueTask<bool>(rows.ReadAsync(cancelled)),
                    cancellationToken).ConfigureAwait(false);
                sessions.Keep(id, after);
                Interlocked.Increment(ref _count);
                return (commit.ToReceipt(), after.Record.Tip.Value - after.Searched);
            }
            catch (RefusedException e)
            {
                // Another writer came first; or the commit was made before, also by an attempt of this call whose answer was lost.
                sessions.Drop(id);
                if (e.MayBeOwn)
                    tipOfLost = before.Record.Tip;
            }
            catch
            {
                sessions.Drop(id);
                throw;
            }
        }

        throw StoreException.Busy(database.Location, TimeSpan.Zero);
    }

    private static readonly Sql Lock = new("SELECT 1 FROM colloquy.sessions WHERE sid = $1 FOR NO KEY UPDATE");

    /// <summary>Writes something after a commit that was found in the log, so that with synchronous replication the replicas have that commit too when this returns.</summary>
    /// <remarks>A process of the server that is terminated while it waits for replicas leaves its commit visible, and possibly on this server only. A lock on a row is written to the write-ahead log.</remarks>
    private ValueTask<bool> AwaitReplicasAsync(Guid id, CancellationToken cancellationToken) => database.WriteRepeatablyAsync(
        id,
        static (batch, session) => batch.Add(Lock).With(session),
        static (rows, _, cancelled) => new ValueTask<bool>(rows.ReadAsync(cancelled)),
        cancellationToken);

    private static readonly Sql Write = new("""
        WITH moved AS (
            UPDATE colloquy.sessions SET
                stamp = stamp + 1, updated = $3, tip = $4, chain = $5, entries = $6, bytes = $7, bytes_beside = $8, branch = $9, head = $10, head_segment = $11, moved = $12,
                waits = $13, waiting = $14, activity = $15, lease = $16, details_version = $17, title = $18, pruned = $19
            WHERE sid = $1 AND stamp = $2
            RETURNING sid
        ), added AS (
            INSERT INTO colloquy.entries (sid, position, parent, segment, turn, at, first, commit, kind, subject, author, hash, chain, salt, payload)
            SELECT m.sid, e.* FROM moved m, unnest($20::bigint[], $21::bigint[], $22::bigint[], $23::bigint[], $24::bigint[], $25::bigint[], $26::uuid[],
                $27::text[], $28::bytea[], $29::bytea[], $30::bytea[], $31::bytea[], $32::bytea[], $33::bytea[]) e
        )
        SELECT colloquy.require(count(*) = 1) FROM moved
        """);

    private static void Fill(Batch batch, Guid id, SessionKey key, Commit commit, StoredSession before, StoredSession after)
    {
        var record = after.Record;
        batch.Add(Write)
            .With(id).With(before.Stamp)
            .With(record.UpdatedAt.ToUnixTimeMilliseconds()).With(record.Tip).With(record.Chain).With(record.Entries).With(record.Bytes).With(record.BytesOutsideLog)
            .With(record.Branch).With(record.Head).With(record.HeadSegment).With(record.LastMove).With(record.IsWaiting).With(record.WaitingBranches).With((short)record.Activity)
            .With(SessionRow.ToJson(after.Lease)).With(record.Details.Version).With(Rows.ToBytes(record.Details.Title)).With(record.Pruned);
        EntryColumns.Add(batch, commit);

        SaveBranches(batch, id, commit, before.Record, record);
        foreach (var blob in commit.Blobs)
            BlobRow.Keep(batch, id, blob);
        if (commit.Prune is { } prune)
            PruneRows.Remove(batch, id, prune);
        UsageRow.Keep(batch, key, id, commit.Usage);
        OwnerStateRow.Put(batch, commit.Puts);
    }

    /// <summary>Saves the branches that are not current any more, or never were.</summary>
    private static void SaveBranches(Batch batch, Guid id, Commit commit, SessionRecord before, SessionRecord after)
    {
        foreach (var branch in commit.Heads)
        {
            if (branch.Name != after.Branch)
                BranchRow.Save(batch, id, branch);
        }

        if (after.Branch == before.Branch)
            return;

        if (!commit.Heads.Any(branch => branch.Name == before.Branch))
            BranchRow.Save(batch, id, new BranchHead(before.Branch, before.Head) { LastMove = before.LastMove, IsWaiting = before.IsWaiting });
        BranchRow.Remove(batch, id, after.Branch);
    }
}
