namespace Colloquy.Testing;

public sealed partial class Conversation
{
    /// <summary>The newest target, also after the conversation has ended: which tools it has of its own.</summary>
    private ConversationTarget? _tested;

    /// <summary>Whether the tools are known, so that a name which none of them has is a mistake.</summary>
    internal bool KnowsTools => _hosts.Count > 0 || _tested?.KnowsTools == true;

    /// <summary>The tools of the hosts, those of the agent, and those that models were shown, such as tools of context providers. A tool can be there several times.</summary>
    internal IEnumerable<KnownTool> KnownTools =>
        _hosts.SelectMany(host => host.KnownTools)
            .Concat((_tested?.Tools ?? []).Select(KnownTool.Of))
            .Concat(_turns.SelectMany(turn => turn.ModelCalls).SelectMany(call => call.Options?.Tools ?? []).Select(KnownTool.Of));
}
