namespace Colloquy.Testing;

/// <summary>A tool host that stands in front of another.</summary>
internal abstract class DelegatingToolHost(ToolHost inner) : ToolHost(inner.Name)
{
    protected ToolHost Inner => inner;

    public override ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    public override string GetOwnName(string tool) => inner.GetOwnName(tool);

    public override string? FindLoss() => inner.FindLoss();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
