using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Reads the turns of a line, the newest first.</summary>
internal static class TurnReader
{
    private static readonly EntryKind[] StartKind = [EntryKind.TurnStart];
    private static readonly EntryKind[] TurnKinds = [EntryKind.TurnStart, EntryKind.TurnEnd, EntryKind.TurnResume];
    private static readonly EntryKind[] TurnAndCallKinds = [.. TurnKinds, EntryKind.ModelCall];
    private static readonly EntryKind[] ContentKinds = [EntryKind.Message, EntryKind.ModelCall];

    public static IAsyncEnumerable<Turn> ReadBackAsync(SessionLog log, Position head, Position running, int pageSize, CancellationToken cancellationToken) =>
        ReadBackAsync(log, head, running, LogRead.Back(head) with { Kinds = TurnKinds, Limit = pageSize }, cancellationToken);

    /// <summary>Finds the newest turn of a line, without what it used; null when there is none.</summary>
    public static ValueTask<Turn?> FindNewestAsync(SessionLog log, Position head, CancellationToken cancellationToken) =>
        ReadBackAsync(log, head, running: default, pageSize: 2, cancellationToken).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Reads the newest turn of a line with what it used and the tools that were called; null when there is none.</summary>
    public static ValueTask<Turn?> ReadNewestAsync(SessionLog log, Position head, CancellationToken cancellationToken) =>
        ReadBackAsync(log, head, running: default, LogRead.Back(head) with { Kinds = TurnAndCallKinds, Limit = 4 }, cancellationToken).FirstOrDefaultAsync(cancellationToken);

    private static async IAsyncEnumerable<Turn> ReadBackAsync(SessionLog log, Position head, Position running, LogRead read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Entry? end = null;
        var resumed = false;
        List<UsageRecord> calls = [];
        var last = head;
        await foreach (var entry in log.ReadAsync(read, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Kind == EntryKind.TurnEnd)
            {
                end = resumed || end?.TurnStart == entry.TurnStart ? end : entry;
                continue;
            }

            if (entry.Kind == EntryKind.TurnResume)
            {
                resumed = true;
                continue;
            }

            if (entry.Kind == EntryKind.ModelCall)
            {
                if (log.Decode(entry) is ModelCallBody call)
                    calls.Insert(0, CallUsage.Of(entry, call));
                continue;
            }

            var turn = Describe(log, entry, end?.TurnStart == entry.Position ? end : null, last, running == entry.Position);
            yield return calls.Count == 0 ? turn : turn with { Usage = UsageTotals.Of(calls), Tools = [.. calls.SelectMany(call => call.Called)] };
            calls = [];
            last = entry.Parent;
            end = null;
            resumed = false;
        }
    }

    /// <summary>The start of the turn that runs now, on whatever branch: the one that was written to last; <see cref="Position.Start"/> for none.</summary>
    public static async ValueTask<Position> FindRunningAsync(SessionLog log, SessionRecord record, CancellationToken cancellationToken) =>
        record.Activity == SessionActivity.Running && record.LeasedUntil is not null && !record.Tip.IsStart
            ? (await log.ReadEntryAsync(record.Tip, headerOnly: true, cancellationToken).ConfigureAwait(false)).TurnStart
            : Position.Start;

    /// <summary>Reads the turns of the handle's branch from one number to another, the newest first.</summary>
    public static async IAsyncEnumerable<Turn> ReadAsync(SessionLog log, int? first, int? last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var running = await FindRunningAsync(log, record, cancellationToken).ConfigureAwait(false);
        if (first is { } from)
            await GetStartAsync(log, record, from, cancellationToken).ConfigureAwait(false);
        var head = last is { } to
            ? await FindEndAsync(log, record.Head, await GetStartAsync(log, record, to, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false)
            : record.Head;
        var pageSize = first is { } low && last is { } high && high - low < 50 ? 4 * (high - low + 1) : 200;
        await foreach (var turn in ReadBackAsync(log, head, running, LogRead.Back(head) with { Kinds = TurnAndCallKinds, Limit = pageSize }, cancellationToken).ConfigureAwait(false))
        {
            if (turn.Number < first)
                yield break;
            yield return turn.Status == TurnStatus.Waiting ? turn with { Status = await ReadStatusAsync(log, record, turn, cancellationToken).ConfigureAwait(false) } : turn;
        }
    }

    /// <summary>How a turn stands that ended waiting: once its outcome was told, by a later turn, it waits no more.</summary>
    private static async ValueTask<TurnStatus> ReadStatusAsync(SessionLog log, SessionRecord record, Turn turn, CancellationToken cancellationToken)
    {
        var waits = await BranchWaits.ReadAsync(log, record, cancellationToken).ConfigureAwait(false);
        if (waits.Turns.Any(waiting => waiting.Start == turn.Start) || waits.Newest is { WasTold: false } newest && newest.Start == turn.Start)
            return TurnStatus.Waiting;

        var noted = await DeferredTurns.ReadAsync(log, record.Head, cancellationToken).ConfigureAwait(false);
        return waits.Newest?.Start == turn.Start || noted.Any(deferred => deferred.TurnStart == turn.Start) ? TurnStatus.Cancelled : TurnStatus.Completed;
    }

    /// <summary>Reads one turn of the handle's branch with all that is in it.</summary>
    public static async ValueTask<TurnContents> ReadWholeAsync(SessionLog log, int number, CancellationToken cancellationToken)
    {
        var turn = await ReadAsync(log, number, number, cancellationToken).FirstAsync(cancellationToken).ConfigureAwait(false);
        var items = new List<SessionItem>();
        var calls = new List<ModelCall>();
        await foreach (var entry in log.ReadAsync(LogRead.Forth(turn.End, turn.Start) with { Kinds = ContentKinds }, cancellationToken).ConfigureAwait(false))
        {
            if (entry.IsPruned)
                continue;
            if (entry.Kind == EntryKind.ModelCall)
            {
                if (log.Decode(entry) is ModelCallBody call)
                    calls.Add(ModelCall.Of(call));
            }
            else
                items.Add(await ItemReader.DecodeAsync(log, entry, cancellationToken).ConfigureAwait(false));
        }

        return new TurnContents(turn, items, calls);
    }

    /// <summary>Finds the number of the turn of the handle's branch that an entry belongs to.</summary>
    public static async ValueTask<int> FindNumberAsync(SessionLog log, Position entry, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (entry.IsStart || entry > record.Tip)
            throw EntryNotFoundException.At(log.Key, entry, record.Tip.IsStart ? "is not there: the session has no entries" : $"is not there: its entries are numbered from 1 to {record.Tip}");

        var found = await log.ReadEntryAsync(entry, headerOnly: true, cancellationToken).ConfigureAwait(false);
        if (found.TurnStart.IsStart)
            throw EntryNotFoundException.At(log.Key, entry, "belongs to no turn");

        var number = await TurnNumbers.ReadAsync(log, found.TurnStart, cancellationToken).ConfigureAwait(false);
        var count = await CountAsync(log, record.Head, cancellationToken).ConfigureAwait(false);
        return number <= count && (await GetStartAsync(log, record, number, cancellationToken).ConfigureAwait(false)).Position == found.TurnStart
            ? number
            : throw EntryNotFoundException.At(log.Key, entry, $"belongs to a turn that is not on branch '{record.Branch}'");
    }

    /// <summary>How many turns a line has.</summary>
    public static async ValueTask<int> CountAsync(SessionLog log, Position head, CancellationToken cancellationToken) =>
        await TurnNumbers.ReadAsync(log, await log.ReadTurnAsync(head, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Finds the start of a turn of the record's branch by its number, in steps that halve what is left to look at.</summary>
    public static async ValueTask<Entry> GetStartAsync(SessionLog log, SessionRecord record, int number, CancellationToken cancellationToken)
    {
        var newest = await log.ReadTurnAsync(record.Head, cancellationToken).ConfigureAwait(false);
        var count = await TurnNumbers.ReadAsync(log, newest, cancellationToken).ConfigureAwait(false);
        if (number < 1 || number > count)
            throw new TurnNotFoundException(log.Key, record.Branch, number, count);
        if (number == count)
            return await log.ReadEntryAsync(newest, headerOnly: true, cancellationToken).ConfigureAwait(false);

        var (before, last) = (0L, newest.Value);
        while (before < last)
        {
            var middle = before + ((last - before) / 2);
            var start = await FindNextStartAsync(log, record.Head, new Position(middle), cancellationToken).ConfigureAwait(false);
            var found = start is null ? int.MaxValue : TurnNumbers.Parse(log.Key, start);
            if (found == number)
                return start!;
            if (found < number)
                before = start!.Position.Value;
            else
                last = middle;
        }

        throw new CorruptDataException(log.Key, newest, $"belongs to turn {count} of its branch, which has no turn {number} before it");
    }

    /// <summary>The last entry of a turn on a line.</summary>
    public static async ValueTask<Position> FindEndAsync(SessionLog log, Position head, Entry start, CancellationToken cancellationToken) =>
        (await FindNextStartAsync(log, head, start.Position, cancellationToken).ConfigureAwait(false))?.Parent ?? head;

    /// <summary>Whether the newest turn of a line has no end.</summary>
    public static async ValueTask<bool> IsOpenAsync(SessionLog log, Position head, CancellationToken cancellationToken) =>
        await FindNewestAsync(log, head, cancellationToken).ConfigureAwait(false) is { HasEnd: false };

    /// <summary>Reads a turn's input: the messages before its first model call and before any of an agent's.</summary>
    public static async ValueTask<IReadOnlyList<ChatMessage>> ReadInputAsync(SessionLog log, Position head, Entry start, CancellationToken cancellationToken)
    {
        var input = new List<ChatMessage>();
        await foreach (var entry in log.ReadAsync(LogRead.Forth(head, start.Position) with { Limit = 16 }, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Kind != EntryKind.Message || entry.Subject == ChatRole.Assistant.Value || entry.Subject == ChatRole.Tool.Value)
                break;
            if (entry.IsPruned)
                throw EntryNotFoundException.Pruned(log.Key, entry.Position);

            var item = await ItemReader.DecodeAsync(log, entry, cancellationToken).ConfigureAwait(false);
            input.Add(item.Unreadable is { } problem ? throw new CorruptDataException(log.Key, item.Position, problem) : item.Message);
        }

        return input;
    }

    private static async ValueTask<Entry?> FindNextStartAsync(SessionLog log, Position head, Position after, CancellationToken cancellationToken)
    {
        var read = LogRead.Forth(head, after) with { Kinds = StartKind, Limit = 1, HeadersOnly = true };
        var page = await log.ReadOnceAsync(read, cancellationToken).ConfigureAwait(false);
        return page.Entries.Count == 0 ? null : page.Entries[0];
    }

    private static Turn Describe(SessionLog log, Entry start, Entry? end, Position last, bool running)
    {
        var endBody = end is { IsPruned: false } ? log.Decode(end) : null;
        var (ending, unreadable) = (endBody as TurnEndBody, (endBody as UnreadableBody)?.Problem);
        if (start.IsPruned)
            return DescribePruned(log.Key, start, end, ending, last) with { Unreadable = unreadable };
        if (log.Decode(start) is not TurnStartBody opening)
            return DescribePruned(log.Key, start, end, ending, last) with { IsPruned = false, Unreadable = start.Damage ?? "has a payload that cannot be read", HasEnd = end is not null, Status = end is null && running ? TurnStatus.Running : TurnEndBody.ReadStatus(end?.Subject) };

        return new Turn
        {
            Number = opening.Number,
            Start = start.Position,
            End = last,
            Status = ending?.Status ?? (end is not null ? TurnEndBody.ReadStatus(end.Subject) : opening.Added ? TurnStatus.Completed : running ? TurnStatus.Running : TurnStatus.Interrupted),
            StartedAt = start.At,
            Duration = ending?.Duration,
            Agent = start.Author,
            Input = opening.Input,
            Error = ending?.ErrorMessage ?? ending?.ErrorType,
            Limit = ending?.Limit,
            OpenCallIds = ending?.Calls ?? [],
            Unreadable = unreadable,
            HasEnd = end is not null || opening.Added,
            OutcomeOf = opening.Tells?.TurnStart,
        };
    }

    /// <summary>What the headers hold about a turn of which nothing else is left.</summary>
    private static Turn DescribePruned(SessionKey key, Entry start, Entry? end, TurnEndBody? ending, Position last) => new()
    {
        Number = TurnNumbers.Parse(key, start),
        Start = start.Position,
        End = last,
        Status = TurnEndBody.ReadStatus(end?.Subject),
        StartedAt = start.At,
        Duration = ending?.Duration,
        Agent = start.Author,
        Error = ending?.ErrorMessage ?? ending?.ErrorType,
        IsPruned = true,
        HasEnd = true,
    };
}
