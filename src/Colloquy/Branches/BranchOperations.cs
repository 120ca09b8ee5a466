using System.Globalization;

namespace Colloquy;

/// <summary>Makes, lists, compares, switches and deletes branches. Each change is one commit that copies nothing.</summary>
internal static class BranchOperations
{
    private const int MaxNameBytes = KeyRules.MaxIdBytes;

    /// <summary>Makes a branch at the entry that <paramref name="find"/> chooses, which may be before the first.</summary>
    public static async Task<string> ForkAsync(SessionLog log, string? name, Func<SessionRecord, ValueTask<Position>> find, CancellationToken cancellationToken)
    {
        if (name is not null)
            KeyRules.Check(name, "branch name", MaxNameBytes, nameof(name));

        await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var made = "";
        await log.UpdateAsync(
            async (writer, record) =>
            {
                SessionClosedException.ThrowIfClosed(record);
                var at = await find(record).ConfigureAwait(false);
                made = name ?? await FindFreeNameAsync(log, writer.Tip.Next, cancellationToken).ConfigureAwait(false);
                if (name is not null && await log.FindBranchAsync(name, cancellationToken).ConfigureAwait(false) is { } taken)
                    throw BranchConflictException.NameTaken(log.Key, name, isDeleted: taken.Head is null);

                writer.ChangeBranch(new BranchBody { Branch = made, Change = BranchChange.Made, Head = at, Source = writer.Branch });
                return true;
            },
            activity: null,
            cancellationToken).ConfigureAwait(false);
        return made;
    }

    public static async Task SwitchAsync(SessionLog log, string branch, CancellationToken cancellationToken)
    {
        await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await log.UpdateAsync(
            async (writer, record) =>
            {
                SessionClosedException.ThrowIfClosed(record);
                var found = await log.GetBranchAsync(branch, cancellationToken).ConfigureAwait(false);
                var current = await ReadCurrentAsync(log, cancellationToken).ConfigureAwait(false);
                if (branch == current)
                    return false;

                writer.ChangeBranch(new BranchBody { Branch = branch, Change = BranchChange.BecameCurrent, Head = found.Head!.Value, Source = current });
                return true;
            },
            activity: null,
            cancellationToken).ConfigureAwait(false);
    }

    public static async Task DeleteAsync(SessionLog log, string branch, bool evenIfCurrent, CancellationToken cancellationToken)
    {
        await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await log.UpdateAsync(
            async (writer, record) =>
            {
                SessionClosedException.ThrowIfClosed(record);
                var found = await log.GetBranchAsync(branch, cancellationToken).ConfigureAwait(false);
                var isCurrent = branch == await ReadCurrentAsync(log, cancellationToken).ConfigureAwait(false);
                if (branch == BranchHead.Main || (isCurrent && !evenIfCurrent))
                    throw BranchConflictException.InUse(log.Key, branch);

                if (isCurrent)
                    writer.ChangeBranch(new BranchBody { Branch = BranchHead.Main, Change = BranchChange.BecameCurrent, Head = (await log.GetBranchAsync(BranchHead.Main, cancellationToken).ConfigureAwait(false)).Head!.Value, Source = branch });
                writer.ChangeBranch(new BranchBody { Branch = branch, Change = BranchChange.Deleted, Head = found.Head!.Value });
                return true;
            },
            activity: null,
            cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<SessionBranch>> ListAsync(SessionLog log, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var current = log.Bound is null ? record.Branch : await ReadCurrentAsync(log, cancellationToken).ConfigureAwait(false);
        return await new BranchListing(log).ReadAsync(current, record.CreatedAt, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<BranchComparison> CompareAsync(SessionLog log, string first, string second, CancellationToken cancellationToken)
    {
        var a = await log.GetBranchAsync(first, cancellationToken).ConfigureAwait(false);
        var b = await log.GetBranchAsync(second, cancellationToken).ConfigureAwait(false);
        return new BranchComparison(log, a, b, await LineRanges.FindCommonAsync(log, a.Head!.Value, b.Head!.Value, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Checks that a branch can point at a position.</summary>
    public static async ValueTask<Position> CheckAsync(SessionLog log, SessionRecord record, Position at, CancellationToken cancellationToken)
    {
        if (at.IsStart && !record.Tip.IsStart)
            return at;
        if (at.IsStart || at > record.Tip)
            throw EntryNotFoundException.At(log.Key, at, record.Tip.IsStart ? "is not there: the session has no entries" : $"is not there: its entries are numbered from 1 to {record.Tip}");

        var entry = await log.ReadEntryAsync(at, headerOnly: true, cancellationToken).ConfigureAwait(false);
        return entry.Kind != EntryKind.HeadMove && entry.Kind != EntryKind.Branch && entry.Kind != EntryKind.Lifecycle && entry.Kind != EntryKind.Prune
            ? at
            : throw EntryNotFoundException.At(log.Key, at, $"holds a '{entry.Kind}' entry, which is on no branch; choose the position of a message or of a turn");
    }

    private static async ValueTask<string> ReadCurrentAsync(SessionLog log, CancellationToken cancellationToken) =>
        (await log.Store.GetAsync(log.Key, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(log.Key)).Branch;

    /// <summary>A name of the position of the entry that makes the branch; with a number behind it when somebody used that name.</summary>
    private static async ValueTask<string> FindFreeNameAsync(SessionLog log, Position entry, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"branch-{entry}");
        for (var i = 2; await log.FindBranchAsync(name, cancellationToken).ConfigureAwait(false) is not null; i++)
            name = string.Create(CultureInfo.InvariantCulture, $"branch-{entry}-{i}");
        return name;
    }
}
