namespace Colloquy;

/// <summary>What a process keeps of the session's state at the head of a line: the newest writes of the keys that each turn asks for.</summary>
internal sealed class KeptState
{
    private const int BytesOfWrite = 400;

    private readonly Dictionary<string, Entry?> _newest = [];

    public long Bytes
    {
        get
        {
            var bytes = 0L;
            foreach (var entry in _newest.Values)
                bytes += BytesOfWrite + (entry?.Payload.Length ?? 0);
            return bytes;
        }
    }

    /// <summary>Finds the newest write of a key; false when it is not known.</summary>
    /// <param name="key">The key.</param>
    /// <param name="entry">The write; null when the line has none.</param>
    public bool TryGet(string key, out Entry? entry) => _newest.TryGetValue(key, out entry);

    /// <summary>Learns the newest write of a key, or that the line has none.</summary>
    public void Learn(string key, Entry? entry) => _newest[key] = entry;

    /// <summary>Continues the line with an entry.</summary>
    public void Extend(Entry entry)
    {
        if (entry.Kind == EntryKind.State && entry.Subject is { } key && _newest.ContainsKey(key))
            _newest[key] = entry;
    }

    /// <summary>Goes back to an entry of the line: what was written behind it is no longer so, and what was written before is not known.</summary>
    public void Truncate(Position head)
    {
        foreach (var (key, entry) in _newest)
        {
            if (entry?.Position > head)
                _newest.Remove(key);
        }
    }

    /// <summary>Forgets all, where the line went on with what is not known.</summary>
    public void Clear() => _newest.Clear();
}
