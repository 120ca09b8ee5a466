namespace Colloquy.Sqlite;

/// <summary>Makes a commit, within a transaction that its caller ends.</summary>
internal static class CommitWriter
{
    /// <returns>The receipt, and by how many entries the index of words is behind.</returns>
    public static (CommitReceipt Receipt, long Unsearched) Write(Connection connection, SessionKey key, Commit commit, SessionLimits limits, DateTimeOffset now)
    {
        Span<byte> buffer = stackalloc byte[RecentReceipts.BufferSize];
        var session = Find(connection, key, commit, buffer, out var receipts);
        if (ReceiptRow.Find(connection, key, session.Id, receipts, commit.Id) is { } made)
            return (made, 0);

        var (first, last) = (commit.Entries[0].Position, commit.Entries[^1]);

        // The policy is looked up only for commits that take something away.
        var kept = commit.TakesAway ? SessionRow.Find(connection, key) : null;
        commit.EnsureFits(new CommitTarget
        {
            Key = key,
            Tip = session.Tip,
            Chain = session.Chain,
            DetailsVersion = session.DetailsVersion,
            Branch = session.Current.Name,
            Lease = commit.Lease is null && session.LeaseUntil > now ? LeaseRow.Read(connection, key) : LeaseState.Free with { Token = session.LeaseToken, Until = session.LeaseUntil },
            FindBranch = FindBranch,
            HasBlob = hash => BlobRow.FindSize(connection, session.Id, hash) is not null,
            Now = now,
            Retention = kept?.Retention,
            UpdatedAt = kept?.UpdatedAt ?? default,
            Limits = limits,
            Entries = session.Entries,
            Bytes = session.Bytes,
        });
        var waiting = commit.CountWaiting(session.Waiting, FindBranch);

        for (var i = 0; i < commit.Entries.Count; i++)
            EntryRow.Add(connection, session.Id, commit.Entries[i]);
        var beside = 0L;
        for (var i = 0; i < commit.Blobs.Count; i++)
            beside += BlobRow.Keep(connection, session.Id, commit.Blobs[i]);
        UsageRow.Keep(connection, key, session.Id, commit.Usage);
        OwnerStateRow.Put(connection, commit.Puts);
        if (commit.Title is { } title)
            SessionRow.Entitle(connection, session.Id, title);

        if (session.Searched == session.Tip)
            SearchCursor.FallBehind(connection, key, session.Id);

        if (commit.Prune is { } prune)
            PruneRows.Remove(connection, key, session.Id, last.Position, prune);

        ReceiptRow.Add(connection, session.Id, ref receipts, commit.Id, first, last.Position);
        Advance(connection, session, commit, receipts, beside, waiting, MoveHeads(connection, session, commit), !commit.LeavesUpdatedAt ? now : SessionRow.Find(connection, key)!.UpdatedAt);
        return (new CommitReceipt(first, last.Position, last.Chain), last.Position.Value - session.Searched.Value);

        BranchHead? FindBranch(string name) => name == session.Current.Name ? session.Current : BranchRow.Find(connection, session.Id, name);
    }

    private static readonly Sql SelectSession = new("""
        SELECT id, tip, branch, head, head_segment, activity, lease_token, lease_until, chain, moved, searched, waits, waiting, entries, bytes + bytes_beside, listed, drift, receipts, lease, details_version FROM sessions
        WHERE app = ?1 AND user = ?2 AND session = ?3
        """);

    private static Row Find(Connection connection, SessionKey key, Commit commit, Span<byte> buffer, out RecentReceipts receipts)
    {
        using var row = connection.Use(SelectSession).Bind(1, key);
        if (!row.Step())
            throw new SessionNotFoundException(key);

        var tip = new Position(row.Int64(1));
        if (!RecentReceipts.TryRead(row.Bytes(17), tip, buffer, out receipts))
            throw ReceiptRow.Damaged(connection, key);

        return new Row(
            row.Int64(0),
            tip,
            new BranchHead(connection.Texts.Get(row.Bytes(2)), row.IsNull(3) ? null : new Position(row.Int64(3))) { LastMove = new Position(row.Int64(9)), IsWaiting = row.Int64(11) != 0 },
            new Position(row.Int64(4)),
            row.Int64(5),
            row.Int64(6),
            row.IsNull(7) ? null : LeaseRow.ToTime(row.Int64(7)),
            row.Bytes(8) is { Length: Digest.Size } chain ? new Digest(chain) : throw SessionRow.Damaged(connection, $"the chain of session {key} is not a hash"),
            new Position(row.Int64(10)),
            (int)row.Int64(12),
            row.Int64(13),
            row.Int64(14),
            new ListingPlace(row.Int64(15), (int)row.Int64(16)),
            commit.ReleasesLease ? LeaseRow.Read(connection, row, 18, key).Released() : null,
            row.Int64(19));
    }

    /// <summary>Moves the heads of the branches that are not current, and returns the current branch as it is afterwards.</summary>
    private static BranchHead MoveHeads(Connection connection, Row session, Commit commit)
    {
        var current = session.Current;
        foreach (var branch in commit.Heads)
        {
            if (branch.Name == current.Name)
                current = branch;
            else
                BranchRow.Save(connection, session.Id, branch);
        }

        if (commit.CurrentBranch is not { } next || next == current.Name)
            return current;

        BranchRow.Save(connection, session.Id, current);
        current = BranchRow.Find(connection, session.Id, next)!;
        BranchRow.Remove(connection, session.Id, next);
        return current;
    }

    private const string Changes = """
        updated = ?2, tip = ?3, chain = ?4, branch = ?5, head = ?6, head_segment = ?7, activity = ?8, moved = ?9, bytes = bytes + ?10,
            waits = ?11, waiting = ?12, entries = entries + ?13, bytes_beside = bytes_beside + ?14, receipts = ?15
        """;

    // SQLite writes to the indexes of all columns that are set, also when their values stay the same.
    private const string Moving = ", listed = ?16, drift = ?17";
    private const string Releasing = ", lease = ?18, lease_until = NULL, interrupt = 0";

    private static readonly Sql UpdateSession = new($"UPDATE sessions SET {Changes} WHERE id = ?1");
    private static readonly Sql MoveSession = new($"UPDATE sessions SET {Changes}{Moving} WHERE id = ?1");
    private static readonly Sql ReleaseSession = new($"UPDATE sessions SET {Changes}{Releasing} WHERE id = ?1");
    private static readonly Sql MoveAndReleaseSession = new($"UPDATE sessions SET {Changes}{Moving}{Releasing} WHERE id = ?1");

    private static void Advance(Connection connection, Row session, Commit commit, RecentReceipts receipts, long beside, int waiting, BranchHead current, DateTimeOffset now)
    {
        var place = session.Place.At(now.ToUnixTimeMilliseconds());
        var moves = place != session.Place;
        var update = connection.Use(session.Released is null ? moves ? MoveSession : UpdateSession : moves ? MoveAndReleaseSession : ReleaseSession)
            .Bind(1, session.Id)
            .Bind(2, now.ToUnixTimeMilliseconds())
            .Bind(3, commit.Entries[^1].Position.Value)
            .Bind(4, commit.Entries[^1].Chain)
            .Bind(5, current.Name)
            .Bind(6, current.Head?.Value)
            .Bind(7, SegmentOf(connection, session, commit, current.Head ?? Position.Start).Value)
            .Bind(8, (long)commit.ActivityAfter((SessionActivity)session.Activity, waiting))
            .Bind(9, current.LastMove.Value)
            .Bind(10, commit.CountBytes())
            .Bind(11, current.IsWaiting ? 1L : 0)
            .Bind(12, waiting)
            .Bind(13, commit.Entries.Count)
            .Bind(14, beside)
            .Bind(15, receipts.ToBytes());
        if (moves)
            update.Bind(16, place.Listed).Bind(17, place.Drift);
        if (session.Released is { } lease)
            update.BindText(18, lease.ToJson());
        update.Run();
    }

    private static readonly Sql SelectSegment = new("SELECT segment FROM entries WHERE id = ?1");

    private static Position SegmentOf(Connection connection, Row session, Commit commit, Position head)
    {
        if (head.IsStart)
            return Position.Start;
        if (head > commit.ExpectedTip)
            return commit.Entries[(int)(head.Value - commit.ExpectedTip.Value - 1)].Segment;
        if (head == session.Current.Head)
            return session.HeadSegment;

        using var row = connection.Use(SelectSegment).Bind(1, EntryId.Of(session.Id, head));
        return row.Step() ? new Position(row.Int64(0)) : throw StoreException.Corrupt(connection.Path, $"an entry is missing to which a head points, {head}");
    }

    /// <summary>What a commit looks at, and changes, in the session's row.</summary>
    private readonly record struct Row(long Id, Position Tip, BranchHead Current, Position HeadSegment, long Activity, long LeaseToken, DateTimeOffset? LeaseUntil, Digest Chain, Position Searched, int Waiting, long Entries, long Bytes, ListingPlace Place, LeaseState? Released, long DetailsVersion);
}
