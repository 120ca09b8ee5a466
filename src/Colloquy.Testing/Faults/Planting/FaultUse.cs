namespace Colloquy.Testing;

/// <summary>Knows whether a planted fault changed something in a conversation or its forks.</summary>
/// <param name="applied">Is called when the fault first changes something; null for nothing.</param>
internal sealed class FaultUse(Action? applied = null)
{
    private bool _wasApplied;

    public bool WasApplied => Volatile.Read(ref _wasApplied);

    public void Note()
    {
        if (!Interlocked.Exchange(ref _wasApplied, true))
            applied?.Invoke();
    }
}
