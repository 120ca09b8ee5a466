namespace Colloquy.Testing;

/// <summary>Plants a fault in the tool hosts of forks: they are those of the parent, or they lack what the kept turns did.</summary>
/// <param name="use">Counts what the fault changes.</param>
/// <param name="areShared">Whether a fork uses its parent's hosts.</param>
internal sealed class ForkedHosts(FaultUse use, bool areShared) : PlantedFaultExtension(use)
{
    private readonly Dictionary<string, IReadOnlyList<AIFunction>> _tools = new(StringComparer.Ordinal);
    private readonly ForkedHosts? _parent;
    private bool _runs;

    private ForkedHosts(ForkedHosts parent, bool areShared)
        : this(parent.Use, areShared) => _parent = parent;

    public override ToolHost WrapToolHost(ToolHost host) => new ForkedHost(host, this);

    public override ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
    {
        _runs = true;
        return default;
    }

    public override ConversationExtension Fork() => new ForkedHosts(this, areShared);

    private sealed class ForkedHost(ToolHost inner, ForkedHosts hosts) : DelegatingToolHost(inner)
    {
        public override async ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken)
        {
            var tools = await base.StartAsync(cancellationToken).ConfigureAwait(false);
            if (hosts._parent is not { } parent)
                return hosts._tools[Name] = tools;

            // Until the fork's own first turn, the calls of its parent are repeated.
            var used = hosts._tools[Name] = hosts.AreShared ? parent._tools[Name] : tools;
            return [.. tools.Select(tool => new ForwardingTool(tool, Find))];

            AIFunction? Find(string name)
            {
                hosts.Use.Note();
                return hosts._runs ? used.FirstOrDefault(known => known.Name == name) : null;
            }
        }
    }

    private bool AreShared => areShared;
}
