using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Has models work for the windows of a turn.</summary>
internal sealed class TurnScribe(IChatClient agentClient, TurnJournal journal, SessionLog log, UsageDetails usage) : WindowScribe
{
    public override IChatClient Client => agentClient;

    protected override ValueTask<(Position Position, EntryBody Body)?> TryAskAsync(IChatClient client, string purpose, PositionRange about, string prompt, ChatOptions options, Func<string, Guid, EntryBody> conclude, CancellationToken cancellationToken) =>
        new ModelCaller(client, journal, log, onUpdate: null).AskAsync(purpose, about, prompt, options, conclude, usage, cancellationToken);
}
