using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <summary>Builds the entries of commits: gives them their positions, their places on a branch's line, salts and hashes.</summary>
/// <remarks>For one thread. It assumes that what it wrote was committed; after a refused commit, create another writer from a fresh record.</remarks>
internal sealed class EntryWriter
{
    private const int SaltsAtOnce = 8;

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private ReadOnlyMemory<byte> _salts;
    private List<Entry> _entries = [];
    private List<Blob>? _blobs;
    private List<UsageRecord>? _usage;
    private Position _committedTip;
    private Digest _committedChain;
    private Position _committedHead;
    private Position _committedMoved;
    private bool _committedWaits;
    private List<BranchHead>? _others;
    private string? _current;
    private PruneOrder? _prune;

    /// <summary>Creates a writer at the head of the current branch.</summary>
    /// <param name="record">The session as it is now.</param>
    /// <param name="time">The clock that dates the entries; the system's when null.</param>
    /// <param name="logger">Where it is said that a text could not be stored as it was; null for nowhere.</param>
    public EntryWriter(SessionRecord record, TimeProvider? time = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(record);

        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        Key = record.Key;
        Branch = record.Branch;
        Tip = _committedTip = record.Tip;
        Chain = _committedChain = record.Chain;
        Head = _committedHead = record.Head;
        HeadSegment = record.HeadSegment;
        Moved = _committedMoved = record.LastMove;
        Waits = _committedWaits = record.IsWaiting;
    }

    private EntryWriter(EntryWriter other)
    {
        (_time, _logger, _salts) = (other._time, other._logger, default);
        (Key, Branch) = (other.Key, other.Branch);
        Tip = _committedTip = other.Tip;
        Chain = _committedChain = other.Chain;
        Head = _committedHead = other.Head;
        HeadSegment = other.HeadSegment;
        Moved = _committedMoved = other.Moved;
        Waits = _committedWaits = other.Waits;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The branch whose line is continued.</summary>
    public string Branch { get; }

    /// <summary>The position of the last entry, of those not yet committed too.</summary>
    public Position Tip { get; private set; }

    /// <summary>The chain at <see cref="Tip"/>.</summary>
    public Digest Chain { get; private set; }

    /// <summary>The entry that the next one continues from.</summary>
    public Position Head { get; private set; }

    /// <summary>The segment of the entry at <see cref="Head"/>.</summary>
    public Position HeadSegment { get; private set; }

    /// <summary>The <see cref="BranchHead.LastMove"/> of the branch.</summary>
    public Position Moved { get; private set; }

    /// <summary>The move of the head that this writer wrote; null when it wrote none.</summary>
    internal HeadMoveBody? Move { get; private set; }

    /// <summary>Whether a turn waits for a person on the branch after the next commit: the <see cref="BranchHead.IsWaiting"/> of it.</summary>
    public bool Waits { get; set; }

    /// <summary>The title that the next commit gives a session without one; null for none.</summary>
    internal string? Title { get; set; }

    /// <summary>The entries that are not yet in a commit.</summary>
    public IReadOnlyList<Entry> Pending => _entries;

    /// <summary>What the model calls among <see cref="Pending"/> used, in their order.</summary>
    internal IReadOnlyList<UsageRecord> PendingUsage => (IReadOnlyList<UsageRecord>?)_usage ?? [];

    /// <summary>Continues the line with an entry.</summary>
    /// <param name="body">What it says.</param>
    /// <param name="turn">The turn it belongs to; <see cref="Position.Start"/> for none. A turn's start belongs to its own.</param>
    /// <param name="author">The agent that wrote it; null for the user or the application.</param>
    public Entry Append(EntryBody body, Position turn = default, string? author = null)
    {
        var position = Tip.Next;
        if (Head != Tip || HeadSegment.IsStart)
            HeadSegment = position;

        var entry = Seal(body, position, Head, HeadSegment, body is TurnStartBody ? position : turn, author);
        Head = position;
        return entry;
    }

    /// <summary>Another writer at the same place, to try a commit that may be refused. Nothing may be pending here.</summary>
    internal EntryWriter Continue() => new(this);

    /// <summary>Moves the head of the branch, and adds the entry that says so, beside the line.</summary>
    /// <param name="to">An entry of the session, or <see cref="Position.Start"/>.</param>
    /// <param name="reason">Why, such as <c>undo</c>.</param>
    /// <param name="made">The entry that made the branch, <see cref="HeadMoveBody.Made"/>.</param>
    /// <param name="earlier">What a redo takes back afterwards, <see cref="HeadMoveBody.Earlier"/>.</param>
    public Entry MoveHead(Position to, string reason, Position made = default, Position earlier = default)
    {
        return MoveHead(new HeadMoveBody { Branch = Branch, From = Head, To = to, Reason = reason, Previous = Moved, Made = made, Earlier = earlier });
    }

    internal Entry MoveHead(HeadMoveBody body)
    {
        var entry = AppendBeside(body);
        Head = body.To;
        HeadSegment = default;
        (Moved, Move) = (entry.Position, body);
        return entry;
    }

    /// <summary>Makes another branch point somewhere with the next commit, and adds the entry that says so, beside the line.</summary>
    /// <param name="body">What becomes of the branch. One that becomes current stays where it is.</param>
    public Entry ChangeBranch(BranchBody body)
    {
        ArgumentNullException.ThrowIfNull(body);

        var entry = AppendBeside(body);
        if (body.Change == BranchChange.BecameCurrent)
            _current = body.Branch;
        else
            (_others ??= []).Add(new BranchHead(body.Branch, body.Change == BranchChange.Deleted ? null : body.Head) { LastMove = entry.Position });
        return entry;
    }

    /// <summary>Adds an entry that is on no line.</summary>
    /// <param name="body">What it says.</param>
    public Entry AppendBeside(EntryBody body) => Seal(body, Tip.Next, Position.Start, Tip.Next, Position.Start, author: null);

    /// <summary>Adds the entry that says who makes the next commit, on the line where the newest entry is on it, and else beside it. Does nothing when there is one.</summary>
    /// <param name="audit">What it says.</param>
    /// <param name="actor">Who makes the commit, by a pseudonym.</param>
    internal void Audit(AuditBody audit, string actor)
    {
        if (_entries.Exists(entry => entry.Kind == EntryKind.Audit))
            return;
        if (_entries.Count > 0 && _entries[^1].Position == Head)
            Append(audit, _entries[^1].TurnStart, actor);
        else
            Seal(audit, Tip.Next, Position.Start, Tip.Next, Position.Start, actor);
    }

    /// <summary>Removes payloads with the next commit, and adds the entry that says so, beside the line.</summary>
    /// <param name="body">What is removed, and why.</param>
    /// <param name="blobs">Content beside the log that goes too.</param>
    public Entry Prune(PruneBody body, IReadOnlyList<Digest> blobs)
    {
        ArgumentNullException.ThrowIfNull(body);
        var entry = AppendBeside(body);
        _prune = new PruneOrder(body.Ranges, [.. body.Kinds.Select(kind => new EntryKind(kind))]) { Blobs = blobs };
        return entry;
    }

    /// <summary>Keeps content that is stored outside the log with the next commit.</summary>
    /// <param name="blob">The content.</param>
    public void Keep(Blob blob) => (_blobs ??= []).Add(blob);

    /// <summary>Makes a commit of what is pending, after which nothing is.</summary>
    /// <param name="id">The commit's id.</param>
    /// <exception cref="InvalidOperationException">Nothing is pending.</exception>
    public Commit TakeCommit(CommitId id) => TakeCommit(id, lease: null);

    /// <summary>The same, under a lease.</summary>
    internal Commit TakeCommit(CommitId id, LeaseToken? lease, bool releasesLease = false, SessionActivity? activity = null)
    {
        if (_entries.Count == 0)
            throw new InvalidOperationException("There is nothing to commit.");

        var commit = new Commit
        {
            Id = id,
            ExpectedTip = _committedTip,
            ExpectedChain = _committedChain,
            Entries = _entries,
            Heads = TakeHeads(),
            CurrentBranch = _current,
            Title = Title,
            Blobs = (IReadOnlyList<Blob>?)_blobs ?? [],
            Usage = PendingUsage,
            Prune = _prune,
            Lease = lease,
            ReleasesLease = releasesLease,
            Activity = activity,
        };
        _prune = null;
        Title = null;
        _entries = [];
        _blobs = null;
        _usage = null;
        _current = null;
        _committedTip = Tip;
        _committedChain = Chain;
        _committedHead = Head;
        _committedMoved = Moved;
        _committedWaits = Waits;
        return commit;
    }

    private BranchHead[] TakeHeads()
    {
        var isMoved = Head != _committedHead || Moved != _committedMoved || Waits != _committedWaits;
        if (_others is not { } heads)
            return isMoved ? [new BranchHead(Branch, Head) { LastMove = Moved, IsWaiting = Waits }] : [];

        if (isMoved && !heads.Exists(head => head.Name == Branch))
            heads.Add(new BranchHead(Branch, Head) { LastMove = Moved, IsWaiting = Waits });
        _others = null;
        return [.. heads];
    }

    private ReadOnlyMemory<byte> NextSalt()
    {
        if (_salts.IsEmpty)
            _salts = RandomNumberGenerator.GetBytes(EntryHash.SaltSize * SaltsAtOnce);

        var salt = _salts[..EntryHash.SaltSize];
        _salts = _salts[EntryHash.SaltSize..];
        return salt;
    }

    private Entry Seal(EntryBody body, Position position, Position parent, Position segment, Position turn, string? author)
    {
        ArgumentNullException.ThrowIfNull(body);

        var salt = NextSalt();
        var payload = PayloadCodec.Encode(body, out var isReplaced);
        var (subject, changes) = (body.Subject, StoredOtherwise.No);
        (subject, author) = (LoneSurrogates.Replace(subject, ref changes), LoneSurrogates.Replace(author, ref changes));
        if (isReplaced || changes != StoredOtherwise.No || body is StateBody { IsReplaced: true } or ScopedStateBody { IsReplaced: true })
            WriterLog.LoneSurrogateReplaced(_logger, body.Kind, Key, position);

        var at = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
        var hash = EntryHash.OfPayload(salt.Span, payload);
        Chain = EntryHash.OfChain(Chain, hash, position, parent, segment, turn, at, body.Kind, subject, author);
        var entry = new Entry
        {
            Position = position,
            Parent = parent,
            Segment = segment,
            TurnStart = turn,
            Kind = body.Kind,
            Subject = subject,
            Author = author,
            At = at,
            Salt = salt,
            Payload = payload,
            PayloadHash = hash,
            Chain = Chain,
        };
        _entries.Add(entry);
        if (body is ModelCallBody call)
            (_usage ??= []).Add(CallUsage.Of(entry, call));
        Tip = position;
        return entry;
    }
}
