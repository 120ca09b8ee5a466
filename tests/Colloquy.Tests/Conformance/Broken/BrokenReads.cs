using System.Text;

namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Orders entries by their times.</summary>
public sealed class Reorders(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await base.ReadAsync(key, read, cancellationToken);
        return page with { Entries = [.. read.Backward ? page.Entries.OrderByDescending(entry => entry.At) : page.Entries.OrderBy(entry => entry.At)] };
    }
}

/// <summary>Reads by position up to the head, whatever the line.</summary>
public sealed class ReadsBesideTheLine(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        if (read.Head is not { } head || read.Backward)
            return await base.ReadAsync(key, read, cancellationToken);

        var page = await base.ReadAsync(key, LogRead.All(read.After) with { Limit = read.Limit, Kinds = read.Kinds, HeadersOnly = read.HeadersOnly }, cancellationToken);
        var entries = page.Entries.Where(entry => entry.Position <= head).ToList();
        return new LogPage(entries, entries.Count < read.Limit ? null : page.Next);
    }
}

/// <summary>Applies the limit before the filter.</summary>
public sealed class CountsWhatIsNotWanted(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await base.ReadAsync(key, read with { Kinds = null }, cancellationToken);
        return page with { Entries = [.. page.Entries.Where(entry => read.Wants(entry.Kind))] };
    }
}

/// <summary>Never says that there is more.</summary>
public sealed class EndsAfterAPage(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) =>
        await base.ReadAsync(key, read, cancellationToken) with { Next = null };
}

/// <summary>Keeps payloads as text of a database that ends at U+0000.</summary>
public sealed class CutsPayloadsAtZero(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await base.ReadAsync(key, read, cancellationToken);
        return page with { Entries = [.. page.Entries.Select(Cut)] };
    }

    private static Entry Cut(Entry entry)
    {
        var end = entry.Payload.Span.IndexOf((byte)0);
        return end < 0 ? entry : entry with { Payload = entry.Payload[..end] };
    }
}

/// <summary>Keeps payloads as text, and so only those that are.</summary>
public sealed class KeepsPayloadsAsText(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await base.ReadAsync(key, read, cancellationToken);
        return page with { Entries = [.. page.Entries.Select(entry => entry with { Payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(entry.Payload.Span)) })] };
    }
}

/// <summary>Forgets the salts.</summary>
public sealed class DropsSalts(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await base.ReadAsync(key, read, cancellationToken);
        return page with { Entries = [.. page.Entries.Select(entry => entry with { Salt = default })] };
    }
}

/// <summary>Takes a removed key for one that was never written.</summary>
public sealed class ForgetsRemovals(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default)
    {
        var state = await base.ReadStateAsync(key, head, stateKey, cancellationToken);
        return [.. state.Where(entry => !((StateBody)entry.Decode(key)).Removed)];
    }
}

/// <summary>Reads the newest write of the session, whatever the line.</summary>
public sealed class ReadsStateBesideTheLine(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default)
    {
        var log = await ReadAsync(key, LogRead.All() with { Limit = LogRead.MaxLimit, Kinds = [EntryKind.State] }, cancellationToken);
        var writes = log.Entries.Where(entry => entry.Position <= head && (stateKey is null || entry.Subject == stateKey));
        return [.. writes.GroupBy(entry => entry.Subject, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Last())];
    }
}

/// <summary>Forgets content beside the log that is not small.</summary>
public sealed class LosesLargeContent(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) =>
        base.CommitAsync(key, commit with { Blobs = [.. commit.Blobs.Where(blob => blob.Bytes.Length < 50_000)] }, cancellationToken);
}

/// <summary>Leaves out entries beside the lines when kinds are named.</summary>
public sealed class HidesMoves(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) =>
        base.ReadAsync(key, read.Kinds is { } kinds && read.Head is null ? read with { Kinds = [.. kinds.Where(kind => kind != EntryKind.HeadMove)] } : read, cancellationToken);
}

/// <summary>Does not give back the keys of state that Colloquy keeps for itself.</summary>
public sealed class HidesReservedState(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) =>
        [.. (await base.ReadStateAsync(key, head, stateKey, cancellationToken)).Where(entry => !entry.Subject!.StartsWith("colloquy.", StringComparison.Ordinal))];
}

/// <summary>Has no headers apart from payloads, so that a damaged payload takes its header with it.</summary>
public sealed class LeavesHeadersOut(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
    {
        var page = await base.ReadAsync(key, read, cancellationToken);
        return read.HeadersOnly ? page with { Entries = [] } : page;
    }
}
