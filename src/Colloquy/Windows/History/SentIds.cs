namespace Colloquy;

/// <summary>The ids of calls in what is sent: of earlier messages, and of those behind them.</summary>
internal sealed class SentIds(SentIds? earlier)
{
    private readonly AppendList<string> _inOrder = new(isShared: false);
    private HashSet<string>? _own;

    public int Count => _inOrder.Count + (earlier?.Count ?? 0);

    /// <summary>Takes an id, if no call has it.</summary>
    public bool TryAdd(string id)
    {
        if (earlier?.Has(id) == true || !(_own ??= []).Add(id))
            return false;

        _inOrder.Add(id);
        return true;
    }

    /// <summary>Returns an own id, in the order in which they were taken.</summary>
    public string this[int index] => _inOrder[index];

    /// <summary>Leaves the ids that were taken first.</summary>
    public void Truncate(int count)
    {
        for (var i = count; i < _inOrder.Count; i++)
            _own!.Remove(_inOrder[i]);
        _inOrder.Truncate(count);
    }

    /// <summary>Drops the ids that were taken first.</summary>
    public void DropFirst(int count)
    {
        for (var i = 0; i < count; i++)
            _own!.Remove(_inOrder[i]);
        _inOrder.DropFirst(count);
    }

    private bool Has(string id) => _own?.Contains(id) == true || earlier?.Has(id) == true;
}
