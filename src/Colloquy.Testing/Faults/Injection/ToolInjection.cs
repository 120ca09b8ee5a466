namespace Colloquy.Testing;

/// <summary>Fails or delays calls of tools before they are made.</summary>
internal sealed class ToolInjection(string? tool, TimeSpan delay, Func<InjectedFault, Exception>? fail, string description, FaultTiming timing, string? turn) : FaultInjection(timing, turn)
{
    public override string Description => description;

    public override ToolHost WrapToolHost(ToolHost host) => new Host(host, this);

    internal override void OnHostsStarted(Conversation conversation)
    {
        var hosts = conversation.ToolHosts;
        if (hosts.Count == 0)
            throw new ArgumentException($"The {Description} cannot be injected: the conversation '{conversation.FullName}' has no tool hosts. Add the tools by {nameof(ConversationBuilder.AddToolHost)}.");
        if (tool is not null && !hosts.SelectMany(host => host.KnownTools).Any(known => known.Name == tool || known.Tool == tool))
            throw new ArgumentException($"The {Description} cannot be injected: no tool host of the conversation '{conversation.FullName}' has a tool '{tool}'. They have: {string.Join(", ", hosts.SelectMany(host => host.KnownTools))}.");
    }

    private sealed class Host(ToolHost host, ToolInjection fault) : DelegatingToolHost(host)
    {
        public override async ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken) =>
            [.. (await base.StartAsync(cancellationToken).ConfigureAwait(false)).Select(function => new Tool(function, this, fault))];
    }

    private sealed class Tool(AIFunction function, ToolHost host, ToolInjection fault) : DelegatingAIFunction(function)
    {
        protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
        {
            if (CallNote.Current.Value is { By: Caller.Agent } && fault.IsOf(Name, host.GetOwnName(Name)) && fault.CountCall() is { } injected)
                await fault.ActAsync(injected, cancellationToken).ConfigureAwait(false);
            return await base.InvokeCoreAsync(arguments, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsOf(string name, string ownName) => tool is null || tool == name || tool == ownName;

    private async ValueTask ActAsync(InjectedFault injected, CancellationToken cancellationToken)
    {
        if (delay > TimeSpan.Zero)
            await Task.Delay(delay, TimeProvider, cancellationToken).ConfigureAwait(false);
        if (fail is not null)
            throw Mark(fail(injected));
    }
}
