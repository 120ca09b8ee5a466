namespace Colloquy.Testing.Running;

/// <summary>Disposes a setup after its conversation.</summary>
internal readonly struct SetupEnd(object? setup) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        if (setup is IAsyncDisposable asyncDisposable)
            await asyncDisposable.DisposeAsync();
        else if (setup is IDisposable disposable)
            disposable.Dispose();
    }
}
