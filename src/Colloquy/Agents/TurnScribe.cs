using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Has models work for the windows of a turn, as long as the session and its user may spend.</summary>
internal sealed class TurnScribe(IChatClient agentClient, TurnTransaction journal, CallPricing pricing, UsageGuard guard, SessionLog log, UsageDetails usage) : WindowScribe
{
    public override IChatClient Client => agentClient;

    /// <summary>The most characters of an answer.</summary>
    public int AnswerCharacters { get; init; } = RunLimits.DefaultAnswerCharacters;

    public override Patience Patience => journal.Patience;

    protected override async ValueTask<(Position Position, EntryBody Body)?> TryAskAsync(IChatClient client, string purpose, PositionRange about, string prompt, ChatOptions options, Func<string, Guid, EntryBody> conclude, CancellationToken cancellationToken)
    {
        // When nothing may be spent, the turn ends before its next call anyhow.
        if (await guard.RefusesAsync(journal.Uncommitted, cancellationToken).ConfigureAwait(false))
            return null;

        var caller = new ModelCaller(client, journal, pricing, log, onUpdate: null) { AnswerCharacters = AnswerCharacters };
        var (position, body, failure) = await caller.AskAsync(purpose, about, prompt, options, conclude, usage, cancellationToken).ConfigureAwait(false);
        if (body is not null)
            return (position, body);

        WindowLog.ModelFailed(log.Logger, failure, purpose, about.First, about.Last, log.Key);
        return null;
    }
}
