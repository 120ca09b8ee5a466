namespace Colloquy;

/// <summary>Asks models for code that a run called, until the run no longer waits for that code.</summary>
internal sealed class FencedModelAsker(IModelAsker models, RunFence fence) : IModelAsker
{
    /// <exception cref="InvalidOperationException">The run no longer waits.</exception>
    public ValueTask<ModelReply> AskAsync(ModelQuestion question, CancellationToken cancellationToken)
    {
        fence.ThrowIfClosed();
        return models.AskAsync(question, cancellationToken);
    }
}
