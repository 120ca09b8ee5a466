using System.Collections.Concurrent;

namespace Colloquy.Testing;

/// <summary>Plants a fault in the model: it calls the tool of the same name on another host.</summary>
internal sealed class WrongServer : PlantedFaultExtension
{
    private readonly ConcurrentDictionary<string, (string Host, string Own)> _tools = new(StringComparer.Ordinal);
    private readonly ModelFault _fault;

    public WrongServer(FaultUse use)
        : base(use) => _fault = new ModelFault(use, new CallRewriter(Rewrite).AnswerAsync);

    public override IChatClient WrapClient(IChatClient client, string name) => _fault.WrapClient(client, name);

    public override ToolHost WrapToolHost(ToolHost host) => new KnownHost(host, this);

    public override ConversationExtension Fork() => new WrongServer(Use);

    private IReadOnlyList<FunctionCallContent> Rewrite(FunctionCallContent asked, FaultyCall call)
    {
        if (!_tools.TryGetValue(asked.Name, out var tool))
            return [asked];

        var other = _tools.Where(known => known.Value.Own == tool.Own && known.Value.Host != tool.Host).Select(known => known.Key).Order(StringComparer.Ordinal).FirstOrDefault();
        return [other is null ? asked : new FunctionCallContent(asked.CallId, other, asked.Arguments)];
    }

    private sealed class KnownHost(ToolHost inner, WrongServer fault) : DelegatingToolHost(inner)
    {
        public override async ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken)
        {
            var tools = await base.StartAsync(cancellationToken).ConfigureAwait(false);
            foreach (var tool in tools)
                fault._tools[tool.Name] = (Name, GetOwnName(tool.Name));
            return tools;
        }
    }
}
