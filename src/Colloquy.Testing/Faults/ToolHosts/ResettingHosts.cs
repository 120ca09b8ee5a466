namespace Colloquy.Testing;

/// <summary>Plants a fault in tool hosts: each turn meets new ones, which know nothing of earlier turns.</summary>
internal sealed class ResettingHosts(FaultUse use) : PlantedFaultExtension(use)
{
    private readonly List<ResettingHost> _hosts = [];
    private readonly List<ConversationExtension> _unused = [];

    public override ToolHost WrapToolHost(ToolHost host)
    {
        var resetting = new ResettingHost(host, Use);
        _hosts.Add(resetting);
        return resetting;
    }

    public override async ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
    {
        if (turnNumber == 1)
            return;

        var anew = conversation.ConfigureAnew();
        _unused.AddRange(anew.Extensions);
        foreach (var host in _hosts)
            await host.ReplaceAsync(anew.ToolHosts.Single(fresh => fresh.Name == host.Name), cancellationToken).ConfigureAwait(false);
    }

    public override ConversationExtension Fork() => new ResettingHosts(Use);

    public override async ValueTask DisposeAsync()
    {
        foreach (var extension in _unused)
            await extension.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class ResettingHost(ToolHost inner, FaultUse use) : DelegatingToolHost(inner)
    {
        private ToolHost? _replacement;
        private IReadOnlyList<AIFunction> _tools = [];

        public override async ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken)
        {
            _tools = await base.StartAsync(cancellationToken).ConfigureAwait(false);
            return [.. _tools.Select(tool => new ForwardingTool(tool, Find))];
        }

        private AIFunction? Find(string name)
        {
            if (_replacement is not null)
                use.Note();
            return _tools.FirstOrDefault(known => known.Name == name);
        }

        public async ValueTask ReplaceAsync(ToolHost host, CancellationToken cancellationToken)
        {
            var before = _replacement;
            _tools = await host.StartAsync(cancellationToken).ConfigureAwait(false);
            _replacement = host;
            if (before is not null)
                await before.DisposeAsync().ConfigureAwait(false);
        }

        public override async ValueTask DisposeAsync()
        {
            if (_replacement is not null)
                await _replacement.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }
}
