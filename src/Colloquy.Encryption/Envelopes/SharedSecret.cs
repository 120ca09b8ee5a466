namespace Colloquy.Encryption;

/// <summary>Keys that a cache and calls in progress share. They are overwritten when nobody uses them any more.</summary>
internal abstract class SharedSecret : IDisposable
{
    private readonly Lock _gate = new();
    private int _uses = 1;

    /// <summary>Begins a use, which <see cref="Dispose"/> ends.</summary>
    /// <returns>true; false when the keys were overwritten.</returns>
    public bool TryUse()
    {
        lock (_gate)
        {
            if (_uses == 0)
                return false;
            _uses++;
            return true;
        }
    }

    /// <summary>Ends a use.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_uses == 0 || --_uses > 0)
                return;
        }

        Clear();
    }

    /// <summary>Overwrites the keys.</summary>
    protected abstract void Clear();
}
