namespace Colloquy.Testing;

/// <summary>Counts how often a planted fault changed something in a conversation and its forks.</summary>
/// <param name="applied">Is called when the fault first changes something; null for nothing.</param>
internal sealed class FaultUse(Action? applied = null)
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Note()
    {
        if (Interlocked.Increment(ref _count) == 1)
            applied?.Invoke();
    }
}
