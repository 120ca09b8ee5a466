namespace Colloquy.Testing;

/// <summary>Loses the process of the agent between two turns, and starts it again on the same store.</summary>
internal sealed class ProcessLossInjection(FaultTiming timing, string? turn) : FaultInjection(timing, turn)
{
    public override string Description => "loss of the process between turns";

    public override async ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
    {
        await base.OnTurnStartingAsync(conversation, turnNumber, cancellationToken).ConfigureAwait(false);
        if (turnNumber == 1 || CountCall() is not { } fault)
            return;

        await conversation.LoseProcessAsync(fault.Description).ConfigureAwait(false);
        await conversation.ReopenAsync(cancellationToken).ConfigureAwait(false);
    }
}
