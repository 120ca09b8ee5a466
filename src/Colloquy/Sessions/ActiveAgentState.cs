using System.Text.Json;

namespace Colloquy;

/// <summary>Who was handed the conversation: one key of the session's state, so that it follows the branch and its head.</summary>
/// <param name="Name">The agent that has it.</param>
/// <param name="From">The agent that had it before.</param>
internal sealed record ActiveAgentState(string Name, string? From)
{
    private const string Key = StateJson.ReservedPrefix + "agent";

    public static async ValueTask<ActiveAgentState?> ReadAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        if (head.IsStart)
            return null;

        var written = await log.ReadStateAsync(head, Key, cancellationToken).ConfigureAwait(false);
        return StateJson.ReadReserved(written.Count == 0 ? null : written[0], log.Key, ActiveAgentStateJson.Default.ActiveAgentState);
    }

    /// <summary>The write that makes an agent active; null makes it whichever the application runs.</summary>
    public static StateBody Write(ActiveAgentState? active) => active is null
        ? new StateBody(Key) { Removed = true }
        : new StateBody(Key) { Value = JsonSerializer.SerializeToElement(active, ActiveAgentStateJson.Default.ActiveAgentState) };
}
