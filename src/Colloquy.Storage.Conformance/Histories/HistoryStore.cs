using System.Diagnostics;

namespace Colloquy.Storage.Conformance;

/// <summary>Represents a store that writes down its calls and their answers, for <see cref="HistoryLog"/> to check them together with those of other handles and processes.</summary>
/// <remarks>
/// <para>Recorded are creations, records, branches, reads, state, commits and leases. Other calls pass without a record; prunes and deletions break a history.</para>
/// <para>A call is written before it is made, so that a process that dies leaves the call without an answer: it may have taken effect, or not. An exception that does not say that nothing was
/// done counts in the same way.</para>
/// <para>Processes of one machine share its steady clock, by which calls are compared. The clock of leases must be that of the store.</para>
/// </remarks>
/// <param name="inner">The store.</param>
/// <param name="client">The number of the handle, which no other handle of the history has.</param>
/// <param name="write">Receives the lines. It may be called by several threads at once, and must keep what it was given when it returns.</param>
/// <param name="clock">The clock of the store; null for the clock of the system.</param>
public sealed class HistoryStore(ISessionStore inner, int client, Action<string> write, TimeProvider? clock = null) : DelegatingSessionStore(inner)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long _calls;

    /// <inheritdoc />
    public override ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        RecordAsync(key, new RecordCall(Creates: true), () => base.CreateAsync(key, cancellationToken), RecordAnswer.Of);

    /// <inheritdoc />
    public override ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) =>
        RecordAsync(key, new RecordCall(Creates: false), () => base.GetAsync(key, cancellationToken), RecordAnswer.Of);

    /// <inheritdoc />
    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        commit.EnsureWellFormed();
        return RecordAsync(key, CommitCall.Of(commit), () => base.CommitAsync(key, commit, cancellationToken), ReceiptAnswer.Of);
    }

    /// <inheritdoc />
    public override ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        return RecordAsync(key, ReadCall.Of(read), () => base.ReadAsync(key, read, cancellationToken), page => EntriesAnswer.Of(page.Entries, !read.HeadersOnly));
    }

    /// <inheritdoc />
    public override ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) =>
        RecordAsync(key, new StateCall(head, stateKey), () => base.ReadStateAsync(key, head, stateKey, cancellationToken), entries => EntriesAnswer.Of(entries));

    /// <inheritdoc />
    public override ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) =>
        RecordAsync(key, new BranchesCall(name), () => base.GetBranchesAsync(key, name, cancellationToken), branches => new BranchesAnswer([.. branches.Select(BranchMark.Of)]));

    /// <inheritdoc />
    public override ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RecordAsync(key, LeaseCall.Of(request), () => base.LeaseAsync(key, request, cancellationToken), LeaseReply.Of);
    }

    private async ValueTask<T> RecordAsync<T>(SessionKey key, HistoryCall call, Func<ValueTask<T>> ask, Func<T, HistoryAnswer> show)
    {
        ArgumentNullException.ThrowIfNull(key);
        var line = Stamp(Interlocked.Increment(ref _calls));
        write((line with { Session = key.Id, User = key.User, App = key.App, Call = call }).ToString());
        try
        {
            var found = await ask();
            write((Stamp(line.Number) with { Answer = show(found) }).ToString());
            return found;
        }
        catch (Exception error)
        {
            write((Stamp(line.Number) with { Answer = Refusal.Of(error) ?? (HistoryAnswer)new UnknownOutcome($"{error.GetType().Name}: {error.Message}") }).ToString());
            throw;
        }
    }

    private HistoryLine Stamp(long number) => new() { Client = client, Number = number, At = Stopwatch.GetTimestamp(), Clock = _clock.GetUtcNow() };
}
