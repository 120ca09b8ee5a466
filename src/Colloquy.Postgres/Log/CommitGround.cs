using Npgsql;

namespace Colloquy.Postgres;

/// <summary>What a commit is compared with, and computed from: the session's row; and what else the commit touches, of which most commits touch nothing.</summary>
internal sealed class CommitGround
{
    private readonly Dictionary<string, BranchHead> _branches = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Position> _segments = [];
    private readonly Dictionary<Digest, long> _blobs = [];
    private (long Entries, long Bytes) _pruned;

    private CommitGround(StoredSession? session) => Session = session;

    public StoredSession? Session { get; }

    /// <summary>Gets the receipt of the commit, when it was made before.</summary>
    public CommitReceipt? Receipt { get; private set; }

    /// <summary>Gets the stored values of the commit's <see cref="Commit.Puts"/>, in their order.</summary>
    public IReadOnlyList<StateSlot> Slots { get; private init; } = [];

    /// <summary>Returns whether a commit touches more than the session's row and its current branch.</summary>
    public static bool IsNeeded(Commit commit, SessionRecord session)
    {
        if (commit.Prune is not null || commit.Blobs.Count > 0 || commit.Puts.Count > 0 || (commit.CurrentBranch is { } current && current != session.Branch))
            return true;

        foreach (var head in commit.Heads)
        {
            if (head.Name != session.Branch || (head.Head <= session.Tip && head.Head != session.Head))
                return true;
        }

        return false;
    }

    public static CommitGround Of(StoredSession session) => new(session);

    private static readonly Sql SelectReceipt = new("SELECT first, position, chain FROM colloquy.entries WHERE sid = $1 AND commit = $2");

    private static readonly Sql SelectSegments = new("""
        SELECT e.position, e.segment FROM (
            SELECT unnest($2::bigint[]) UNION SELECT b.head FROM colloquy.branches b WHERE b.sid = $1 AND b.name = $3
        ) p(head)
        CROSS JOIN LATERAL (SELECT f.position, f.segment FROM colloquy.entries f WHERE f.sid = $1 AND f.position = p.head LIMIT 1) e
        """);

    /// <summary>Reads the row of the session first: what is read after it and was written later is found out by the stamp.</summary>
    public static ValueTask<CommitGround> ReadAsync(Database database, SessionKey key, Commit commit, CancellationToken cancellationToken) =>
        database.ReadAsync((database, key, commit), static (batch, ask) => Fill(batch, ask.key, ask.commit), static (rows, ask, cancelled) => ReadAsync(rows, ask.database, ask.key, ask.commit, cancelled), cancellationToken);

    private static void Fill(Batch batch, SessionKey key, Commit commit)
    {
        var id = StoredId.Of(key);
        SessionRow.Ask(batch, id);

        // Before the receipt: what an attempt of this very commit wrote, whose answer was lost, is not to look like another writer's.
        OwnerStateRow.Select(batch, commit.Puts);
        batch.Add(SelectReceipt).With(id).With(commit.Id.Value);
        batch.Add(BranchRow.SelectNamed).With(id).With([.. Names(commit)]);
        batch.Add(SelectSegments).With(id).With([.. commit.Heads.Where(head => head.Head <= commit.ExpectedTip).Select(head => head.Head!.Value.Value)]).With(commit.CurrentBranch);
        if (commit.Blobs.Count > 0 || commit.Prune?.Blobs.Count > 0)
            batch.Add(BlobRow.SelectSizes).With(id).With([.. Hashes(commit)]);
        if (commit.Prune is { } prune)
            PruneRows.Count(batch, id, prune);
    }

    private static async ValueTask<CommitGround> ReadAsync(NpgsqlDataReader rows, Database database, SessionKey key, Commit commit, CancellationToken cancellationToken)
    {
        var ground = new CommitGround(await SessionRow.FindAsync(rows, database, key, cancellationToken).ConfigureAwait(false))
        {
            Slots = await OwnerStateRow.ReadAsync(rows, commit.Puts, cancellationToken).ConfigureAwait(false),
        };

        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        if (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            ground.Receipt = new CommitReceipt(rows.Position(0), rows.Position(1), ToChain(rows.Bytes(2), key, rows.Position(1)), Repeated: true);

        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var branch = BranchRow.Read(rows);
            ground._branches.Add(branch.Name, branch);
        }

        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            ground._segments.Add(rows.GetInt64(0), rows.Position(1));

        if (commit.Blobs.Count > 0 || commit.Prune?.Blobs.Count > 0)
        {
            await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                ground._blobs.Add(new Digest(rows.Bytes(0)), rows.GetInt64(1));
        }

        if (commit.Prune is { } prune)
        {
            await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
            ground._pruned = (rows.GetInt64(0), rows.GetInt64(1));
        }

        return ground;
    }

    public CommitTarget ToTarget(SessionKey key, Commit commit, Database database) =>
        CommitTarget.Of(Session!.Record, Session.Lease, FindBranch, _blobs.ContainsKey, database.Clock.Now) with { Limits = database.Options.Limits };

    /// <summary>Returns the row as it is after the commit.</summary>
    public StoredSession After(Commit commit, in CommitTarget target)
    {
        var before = Session!;
        var record = commit.ApplyTo(before.Record, target, SegmentOf);
        if (commit.Prune is { } prune)
        {
            record = record with
            {
                Entries = record.Entries - _pruned.Entries,
                Bytes = record.Bytes - _pruned.Bytes,
                BytesOutsideLog = record.BytesOutsideLog - prune.Blobs.Distinct().Sum(hash => _blobs.GetValueOrDefault(hash)),
            };
        }

        return new StoredSession(record, commit.ReleasesLease ? before.Lease.Released() : before.Lease, before.Stamp + 1, before.Searched);
    }

    private BranchHead? FindBranch(string name) => Session!.Record is var session && name == session.Branch
        ? new BranchHead(name, session.Head) { LastMove = session.LastMove, IsWaiting = session.IsWaiting }
        : _branches.GetValueOrDefault(name);

    private Position SegmentOf(Position head) => head == Session!.Record.Head
        ? Session.Record.HeadSegment
        : _segments.TryGetValue(head.Value, out var segment) ? segment : throw EntryRow.Missing(Session.Record.Key, head);

    private static IEnumerable<string> Names(Commit commit) => commit.Heads.Select(head => head.Name).Concat(commit.CurrentBranch is { } current ? [current] : []);

    private static IEnumerable<byte[]?> Hashes(Commit commit) => commit.Blobs.Select(blob => blob.Hash).Concat(commit.Prune?.Blobs ?? []).Distinct().Select(hash => hash.ToArray());

    private static Digest ToChain(byte[] chain, SessionKey key, Position last) => chain.Length == Digest.Size
        ? new Digest(chain)
        : throw new CorruptDataException(key, last, "has a chain hash that is not one, though a commit is recorded that ends with it");
}
