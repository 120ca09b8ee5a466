namespace Colloquy.Testing;

/// <summary>Plants a fault in tool hosts: conversations that run at the same time use the same ones.</summary>
internal sealed class SharedHosts(FaultUse use) : PlantedFaultExtension(use)
{
    private static readonly SemaphoreSlim s_one = new(1, 1);
    private static readonly Dictionary<string, Shared> s_shared = new(StringComparer.Ordinal);

    public override ToolHost WrapToolHost(ToolHost host) => new SharedHost(host, Use);

    public override ConversationExtension Fork() => new SharedHosts(Use);

    private sealed class Shared(ToolHost host, IReadOnlyList<AIFunction> tools)
    {
        public ToolHost Host { get; } = host;

        public IReadOnlyList<AIFunction> Tools { get; } = tools;

        public int Users { get; set; }
    }

    private sealed class SharedHost(ToolHost inner, FaultUse use) : ToolHost(inner.Name)
    {
        private bool _uses;

        public override async ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken)
        {
            await s_one.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (!s_shared.TryGetValue(Name, out var shared))
                    s_shared[Name] = shared = new Shared(inner, await inner.StartAsync(cancellationToken).ConfigureAwait(false));
                if (++shared.Users > 1)
                    use.Note();
                _uses = true;
                return shared.Tools;
            }
            finally
            {
                s_one.Release();
            }
        }

        public override string GetOwnName(string tool) => inner.GetOwnName(tool);

        public override async ValueTask DisposeAsync()
        {
            await s_one.WaitAsync().ConfigureAwait(false);
            try
            {
                // The last one that leaves ends the host, whoever started it.
                if (_uses && s_shared[Name] is var shared && --shared.Users == 0)
                {
                    s_shared.Remove(Name);
                    await shared.Host.DisposeAsync().ConfigureAwait(false);
                }
            }
            finally
            {
                _uses = false;
                s_one.Release();
            }

            await base.DisposeAsync().ConfigureAwait(false);
        }
    }
}
