namespace Colloquy;

/// <summary>The ids of calls in what is sent: of earlier messages, and of those behind them.</summary>
internal sealed class SentIds(SentIds? earlier)
{
    private readonly List<string> _inOrder = [];
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

    /// <summary>Leaves the ids that were taken first.</summary>
    public void Truncate(int count)
    {
        while (_inOrder.Count > count)
        {
            _own!.Remove(_inOrder[^1]);
            _inOrder.RemoveAt(_inOrder.Count - 1);
        }
    }

    private bool Has(string id) => _own?.Contains(id) == true || earlier?.Has(id) == true;
}
