namespace Colloquy.Models.Tests;

/// <summary>Holds the server at a point of its reply; also tells when the caller went away while it was held.</summary>
public sealed class WireGate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets a task that ends when the caller hung up at the gate.</summary>
    public Task Abandoned => _abandoned.Task;

    public void Open() => _opened.TrySetResult();

    internal async Task PassAsync(CancellationToken aborted)
    {
        try
        {
            await _opened.Task.WaitAsync(aborted);
        }
        catch (OperationCanceledException)
        {
            _abandoned.TrySetResult();
        }
    }
}
