namespace Colloquy.Tests;

/// <summary>A store that counts how often sessions are looked at, and lets nobody look while a test says so.</summary>
public sealed class LookingStore(ISessionStore inner) : DelegatingSessionStore(inner)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SemaphoreSlim _looks = new(0);
    private int _seen;

    /// <summary>Waits until sessions were looked at a number of times in all.</summary>
    public async Task LookedAsync(int times)
    {
        for (; _seen < times; _seen++)
            Xunit.Assert.True(await _looks.WaitAsync(TimeSpan.FromSeconds(30)), "Nobody looks.");
    }

    public async Task<IDisposable> PauseAsync()
    {
        await _gate.WaitAsync();
        return new Pause(_gate);
    }

    public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await base.GetAsync(key, cancellationToken);
        }
        finally
        {
            _looks.Release();
            _gate.Release();
        }
    }

    public override ValueTask DisposeAsync()
    {
        _gate.Dispose();
        _looks.Dispose();
        return base.DisposeAsync();
    }

    private sealed class Pause(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
