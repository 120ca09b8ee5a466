using System.Globalization;

namespace Colloquy.Faults.Worker;

/// <summary>What a session had when it was put under a hold: as text, which a process can say.</summary>
/// <param name="Tip">Its last entry.</param>
/// <param name="Chain">The chain of that entry, by which another session of the same name is told apart.</param>
/// <param name="Said">The entries that were not pruned.</param>
public sealed record KeepImage(Position Tip, string Chain, IReadOnlyList<long> Said)
{
    /// <summary>Reads a session.</summary>
    public static async Task<KeepImage> TakeAsync(ISessionStore store, SessionKey key)
    {
        var log = await ReadAsync(store, key);
        return new KeepImage(new Position(log.Count), log.Count == 0 ? "" : log[^1].Chain.ToString(), [.. log.Where(entry => !entry.IsPruned).Select(entry => entry.Position.Value)]);
    }

    /// <summary>Throws when something of the image is not in the session any more.</summary>
    public async Task CheckAsync(ISessionStore store, SessionKey key)
    {
        var log = await ReadAsync(store, key);
        if (log.Count < Tip.Value || (!Tip.IsStart && log[(int)Tip.Value - 1].Chain.ToString() != Chain))
            throw new InvalidOperationException($"Session {key} was held when it had {Tip} entries, and is another now, with {log.Count}.");
        if (Said.FirstOrDefault(position => log[(int)position - 1].IsPruned) is var lost and > 0)
            throw new InvalidOperationException($"Session {key} was held, and its entry {lost} was pruned nevertheless.");
    }

    /// <summary>Reads an image that a process has said.</summary>
    public static KeepImage Parse(string text)
    {
        var parts = text.Split('|');
        return new KeepImage(new Position(long.Parse(parts[0], CultureInfo.InvariantCulture)), parts[1], [.. parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(position => long.Parse(position, CultureInfo.InvariantCulture))]);
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Tip.Value}|{Chain}|{string.Join(',', Said)}");

    private static async Task<List<Entry>> ReadAsync(ISessionStore store, SessionKey key)
    {
        List<Entry> found = [];
        var read = LogRead.All() with { Limit = LogRead.MaxLimit };
        for (LogPage? page = null; page is null || page.Next is not null; found.AddRange(page.Entries))
            page = await store.ReadAsync(key, page is null ? read : read = read.Continue(page));
        return found;
    }
}
