using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Colloquy.Solution.Tests;

/// <summary>A store in PostgreSQL as far as the port is concerned: what happens in which order and in which transaction, without SQL. It is compiled, so that a change of the port that such a store could not follow is seen.</summary>
/// <remarks>The optional parts that add nothing to what this class shows are in its other file.</remarks>
internal sealed partial class SketchOfPostgresStore(DbDataSource database, SessionLimits? limits = null) : ISessionStore, ISessionCopy, IChangeSignal
{
    private readonly LocalChangeSignal _signal = new();

    /// <summary>One round trip locks the session's row and reads what the commit names; a second one writes. No function of <see cref="CommitTarget"/> asks the database.</summary>
    public async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        commit.EnsureWellFormed();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var found = await LockAsync(connection, key, commit, cancellationToken) ?? throw new SessionNotFoundException(key);
        if (found.Receipt is { } first)
            return first with { Repeated = true };

        var target = CommitTarget.Of(found.Record, found.Lease, found.Branches.GetValueOrDefault, found.Blobs.Contains, found.Now) with { Limits = limits };
        commit.EnsureFits(target);
        foreach (var put in commit.Puts)
        {
            if (!put.Fits(found.Slots[put]))
                throw new StateConflictException(put, found.Slots[put]);
        }

        await WriteAsync(connection, commit, commit.ApplyTo(found.Record, target, head => found.Segments[head]), commit.ReleasesLease ? found.Lease.Released() : found.Lease, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return commit.ToReceipt();
    }

    /// <summary>The parts are written as they are read, in a transaction of their own that nobody else sees or waits for; the row that makes them a session comes last.</summary>
    public async ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var (assembler, head) = (new SessionAssembler(), Position.Start);
        await foreach (var part in parts.WithCancellation(cancellationToken))
        {
            assembler.Add(part);
            await WriteAsync(connection, key, part, cancellationToken);
            if (part.Facts is { } facts)
                head = facts.Branches.Single(branch => branch.Name == facts.Branch).Head ?? Position.Start;
        }

        var segment = await ReadSegmentAsync(connection, key, head, cancellationToken);
        var record = assembler.ToRecord(key, limits, _ => segment);
        if (!await TryInsertAsync(connection, record, CancellationToken.None))
            return null;

        await transaction.CommitAsync(CancellationToken.None);
        return record;
    }

    /// <summary>One snapshot for as long as the copy is read, which blocks nobody.</summary>
    public async IAsyncEnumerable<SessionPart> CopyAsync(SessionKey key, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var facts = await ReadFactsAsync(connection, key, cancellationToken) ?? throw new SessionNotFoundException(key);
        await foreach (var part in ReadPartsAsync(connection, key, cancellationToken))
            yield return part;
        yield return new SessionPart { Facts = facts };
    }

    /// <summary>The lease is a column of the session's row: load, apply, save, by the database's clock.</summary>
    public async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var found = await LockAsync(connection, key, commit: null, cancellationToken) ?? throw new SessionNotFoundException(key);
        var lease = found.Lease.Apply(request, found.Now, out var answer);
        if (!ReferenceEquals(lease, found.Lease))
            await WriteAsync(connection, found.Record.WithLease(lease), lease, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return answer;
    }

    /// <summary>Notifications of all processes come on one connection of the store. The first listener waits until it listens.</summary>
    public async ValueTask<IAsyncDisposable> ListenAsync(SessionKey key, Action<SessionChanges> changed, CancellationToken cancellationToken = default)
    {
        await EnsureListeningAsync(cancellationToken);
        return await _signal.ListenAsync(key, changed, cancellationToken);
    }

    /// <summary>What was said while the connection was broken is lost: everybody looks once when it is there again.</summary>
    private async Task HearAsync(Func<IAsyncEnumerable<(SessionKey Key, SessionChanges Changes)>> connect, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var (key, changes) in connect().WithCancellation(cancellationToken))
                    _signal.Send(key, changes);
            }
            catch (DbException e) when (e.IsTransient)
            {
                _signal.SendToAll(SessionChanges.None);
            }
        }
    }

    /// <summary>What is read of a session when its row is locked.</summary>
    /// <param name="Record">The session.</param>
    /// <param name="Lease">Its lease.</param>
    /// <param name="Receipt">What a commit under the same id did.</param>
    /// <param name="Branches">The current branch, and those that the commit names.</param>
    /// <param name="Blobs">Which content of the commit is there already.</param>
    /// <param name="Segments">The segments of the heads of these branches.</param>
    /// <param name="Slots">What is where the commit's puts go.</param>
    /// <param name="Now">The database's time.</param>
    private sealed record Found(
        SessionRecord Record,
        LeaseState Lease,
        CommitReceipt? Receipt,
        IReadOnlyDictionary<string, BranchHead> Branches,
        IReadOnlySet<Digest> Blobs,
        IReadOnlyDictionary<Position, Position> Segments,
        IReadOnlyDictionary<StatePut, StateSlot> Slots,
        DateTimeOffset Now);
}

/// <summary>How an application would choose the store: by an extension in the store's package, which needs nothing but the port.</summary>
internal static class SketchOfUsePostgres
{
    public static IColloquyBuilder UsePostgres(this IColloquyBuilder builder, DbDataSource database) =>
        builder.UseStore("PostgreSQL", (_, _) => ValueTask.FromResult<ISessionStore>(new SketchOfPostgresStore(database)));
}
