namespace Colloquy;

/// <summary>Entries of a log by their positions, of which those that are near each other are read with one read.</summary>
internal sealed class EntryBatch(SessionLog log, bool headersOnly)
{
    private const int MostInPage = 1_000;

    /// <summary>How many entries that nobody asked for are read rather than skipped by another read: so many cost about as much as a read.</summary>
    private readonly int _gap = headersOnly ? 8 : 5;
    private readonly Dictionary<Position, Entry> _entries = [];

    /// <summary>Returns an entry that was loaded.</summary>
    public Entry this[Position position] => _entries.TryGetValue(position, out var entry) ? entry : throw Missing(position);

    /// <summary>Reads the entries at positions, but for those that were read before, and keeps them with what was read between them: it is often asked for next.</summary>
    public async ValueTask LoadAsync(IEnumerable<Position> positions, CancellationToken cancellationToken)
    {
        List<Position> wanted = [.. positions.Where(position => !_entries.ContainsKey(position))];
        wanted.Sort();
        await ReadAsync(wanted, Keep, cancellationToken).ConfigureAwait(false);

        void Keep(IReadOnlyList<Entry> entries)
        {
            for (var i = 0; i < entries.Count; i++)
                _entries[entries[i].Position] = entries[i];
        }
    }

    /// <summary>Reads the entries at positions, one page after the other, and keeps none.</summary>
    /// <param name="wanted">The positions, in order.</param>
    /// <param name="take">Takes a page, in order. It has the entries at the positions, if they are there, and others between them.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async ValueTask ReadAsync(IReadOnlyList<Position> wanted, Action<IReadOnlyList<Entry>> take, CancellationToken cancellationToken)
    {
        for (var (first, last) = (0, 0); first < wanted.Count; first = ++last)
        {
            while (last + 1 < wanted.Count && wanted[last + 1].Value - wanted[last].Value <= _gap + 1 && wanted[last + 1].Value - wanted[first].Value < MostInPage)
                last++;

            var read = LogRead.All(wanted[first].Previous) with { Limit = (int)(wanted[last].Value - wanted[first].Value + 1), HeadersOnly = headersOnly };
            take((await log.ReadOnceAsync(read, cancellationToken).ConfigureAwait(false)).Entries);
        }
    }

    /// <summary>The exception for an entry that is not there.</summary>
    public CorruptDataException Missing(Position position) => new(log.Key, position, "is not there");
}
