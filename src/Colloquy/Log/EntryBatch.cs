namespace Colloquy;

/// <summary>Entries of a log by their positions, of which those that are near each other are read with one read.</summary>
internal sealed class EntryBatch(SessionLog log, bool headersOnly)
{
    private const int MostInPage = 1_000;

    /// <summary>How many entries that nobody asked for are read rather than skipped by another read: so many cost about as much as a read.</summary>
    private readonly int _gap = headersOnly ? 8 : 5;
    private readonly Dictionary<Position, Entry> _entries = [];

    /// <summary>Returns an entry that was loaded.</summary>
    public Entry this[Position position] => _entries.TryGetValue(position, out var entry) ? entry : throw new CorruptDataException(log.Key, position, "is not there");

    /// <summary>Reads the entries at positions, but for those that were read before.</summary>
    public async ValueTask LoadAsync(IEnumerable<Position> positions, CancellationToken cancellationToken)
    {
        Position[] wanted = [.. positions.Where(position => !_entries.ContainsKey(position)).Order()];
        for (var (first, last) = (0, 0); first < wanted.Length; first = ++last)
        {
            while (last + 1 < wanted.Length && wanted[last + 1].Value - wanted[last].Value <= _gap + 1 && wanted[last + 1].Value - wanted[first].Value < MostInPage)
                last++;

            var read = LogRead.All(wanted[first].Previous) with { Limit = (int)(wanted[last].Value - wanted[first].Value + 1), HeadersOnly = headersOnly };
            var page = await log.ReadOnceAsync(read, cancellationToken).ConfigureAwait(false);
            for (var (i, next) = (0, first); i < page.Entries.Count && next <= last; i++)
            {
                if (page.Entries[i].Position != wanted[next])
                    continue;

                _entries.Add(wanted[next], page.Entries[i]);
                next++;
            }
        }
    }
}
