namespace Colloquy.Operations;

/// <summary>Copies everything from one store to another, of the same kind or not, while applications go on writing to the first. It reads the data of all users.</summary>
/// <remarks>
/// <para>The work is done in passes. A pass compares the stores and copies what differs: sessions with their log, branches, content, usage and receipts; the state and memories of users and applications; the usage of deleted sessions.
/// A session is copied as it is at one moment, checked against its chain on the way, and read back. It is copied as a whole when anything in it changed.</para>
/// <para>The stores are compared record by record, so a copy that was cancelled or killed goes on when it is run again. Nothing may use the target until <see cref="IsFinished"/> is true.</para>
/// <para>Leases are not copied: a turn that runs is interrupted in the target. Memories have new ids there. Retention policies are set when the copy is finished, so that nothing protects a session that must be copied again.</para>
/// <para>An object is used by one caller at a time.</para>
/// </remarks>
public sealed class StoreCopy
{
    private readonly CopyRun _run;
    private readonly IPrincipalStore? _from;
    private readonly IPrincipalStore? _to;
    private bool _isDecided;

    /// <summary>Creates a copy, which does nothing before the first pass.</summary>
    /// <param name="from">The store to read. It is not changed. A view of a <see cref="SessionGuard"/> is copied by an administrator, and the copy is recorded once.</param>
    /// <param name="to">The store to write.</param>
    /// <exception cref="NotSupportedException">A store lacks an optional part that the copy needs.</exception>
    public StoreCopy(ISessionStore from, ISessionStore to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        (_from, _to) = (from.FindPrincipal(), to.FindPrincipal());
        _run = new CopyRun(_from?.Shared ?? from, _to?.Shared ?? to);
    }

    /// <summary>Gets the name of the store that is read, for example its path. The target keeps it until the copy is finished: a copy of a store with another name is refused until then.</summary>
    /// <value>The default is empty.</value>
    public string Source { get => _run.Source; init => _run.Source = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>Gets the number of sessions that are copied at once, 1 to 64.</summary>
    /// <value>The default is 4.</value>
    public int Parallelism { get => _run.Parallelism; init => _run.Parallelism = Within(value, 1, 64, nameof(Parallelism)); }

    /// <summary>Gets the maximum number of passes of <see cref="RunAsync"/>, 1 to 1,000.</summary>
    /// <value>The default is 10.</value>
    public int MaxPasses { get; init => field = Within(value, 1, 1_000, nameof(MaxPasses)); } = 10;

    /// <summary>Gets a value that indicates whether the target may have sessions, state and memories that the other store does not have. They stay as they are. Then nothing is removed from the target, also not what was deleted from the other store since it was copied.</summary>
    public bool KeepsOthers { get => _run.KeepsOthers; init => _run.KeepsOthers = value; }

    /// <summary>Gets a value that indicates whether sessions, state and memories that the target has, and the other store does not have, are removed from the target. A session that is in both, and was written to in the target, is refused all the same.</summary>
    /// <remarks>Until a copy is finished, what was deleted from the other store meanwhile is removed in any case. The property is for a copy that is run again after it was finished.</remarks>
    public bool RemovesOthers { get => _run.RemovesOthers; init => _run.RemovesOthers = value; }

    /// <summary>Gets a value that indicates whether the passes only compare, and write nothing.</summary>
    public bool DryRun { get => _run.IsDry; init => _run.IsDry = value; }

    /// <summary>Gets the receiver of the progress of each pass, in entries; null for none.</summary>
    public IProgress<EntryProgress>? Progress { get => _run.Progress; init => _run.Progress = value; }

    /// <summary>Gets the number of sessions in the store that is read, as the last pass found them.</summary>
    public long Sessions => _run.Sessions;

    /// <summary>Gets the number of entries of these sessions, pruned ones included.</summary>
    public long Entries => _run.Entries;

    /// <summary>Gets the number of sessions that were copied in all passes; in a dry run, of those that would be.</summary>
    public long Copied => _run.Copied;

    /// <summary>Gets the number of sessions that were removed from the target in all passes, since they were deleted from the other store.</summary>
    public long Removed => _run.Removed;

    /// <summary>Gets the number of times that the state, the memories or the usage of a user or an application were copied in all passes.</summary>
    public long Owners => _run.Owners;

    /// <summary>Gets the number of differences that the last pass found and copied; 0 when the stores were equal, except for <see cref="Problems"/>.</summary>
    public long Differences => _run.Differences;

    /// <summary>Gets a session on which a turn was running during the last pass; null for none.</summary>
    public SessionKey? Running => _run.Running;

    /// <summary>Gets what the last pass could not copy, each with the reason: sessions or memories that cannot be read, or that the target refuses. Everything else was copied.</summary>
    public IReadOnlyList<UnreadableSession> Problems => _run.Problems;

    /// <summary>Gets a value that indicates whether a pass found the stores equal, except for <see cref="Problems"/>, while no turn was running, and the retention policies were set.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Copies what differs, once.</summary>
    /// <param name="cancellationToken">Ends the pass. What was copied until then stays.</param>
    /// <returns>true when nothing differed.</returns>
    /// <exception cref="StoreException">The target has sessions of its own, or an unfinished copy of another store (<see cref="StoreFailure.Exists"/>), and nothing was written; or a store failed.</exception>
    /// <exception cref="NotSupportedException">The target cannot store what the other store has.</exception>
    /// <exception cref="InvalidOperationException">Others are both kept and removed.</exception>
    public async Task<bool> PassAsync(CancellationToken cancellationToken = default)
    {
        if (KeepsOthers && RemovesOthers)
            throw new InvalidOperationException($"{nameof(KeepsOthers)} and {nameof(RemovesOthers)} cannot both be true: the target either keeps what the other store does not have, or loses it.");

        await DecideAsync(cancellationToken).ConfigureAwait(false);
        await _run.PassAsync(cancellationToken).ConfigureAwait(false);
        return Differences == 0;
    }

    /// <summary>Makes passes until one finds the stores equal while no turn is running, and finishes the copy; or until <see cref="MaxPasses"/> is reached. A dry run makes one pass.</summary>
    /// <param name="cancellationToken">Ends the copy. What was copied until then stays.</param>
    /// <returns>true when the copy is finished; false when applications still write to the store that is read. Stop them, and run the copy again.</returns>
    /// <exception cref="StoreException">See <see cref="PassAsync"/>.</exception>
    /// <exception cref="NotSupportedException">The target cannot store what the other store has.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken = default)
    {
        IsFinished = false;
        for (var pass = 1; pass <= (DryRun ? 1 : MaxPasses); pass++)
        {
            if (!await PassAsync(cancellationToken).ConfigureAwait(false) || Running is not null)
                continue;
            if (!DryRun)
                await _run.FinishAsync(cancellationToken).ConfigureAwait(false);
            IsFinished = !DryRun;
            return true;
        }

        return false;
    }

    /// <summary>A store of a principal is copied whole, or not at all: once is decided, and recorded.</summary>
    private async ValueTask DecideAsync(CancellationToken cancellationToken)
    {
        if (_isDecided)
            return;
        if (_from is not null)
            await _from.CopyStoreAsync(isTarget: false, cancellationToken).ConfigureAwait(false);
        if (_to is not null && !DryRun)
            await _to.CopyStoreAsync(isTarget: true, cancellationToken).ConfigureAwait(false);
        _isDecided = true;
    }

    private static int Within(int value, int min, int max, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, min, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, max, name);
        return value;
    }
}
