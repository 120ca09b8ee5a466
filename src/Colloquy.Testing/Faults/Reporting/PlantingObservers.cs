namespace Colloquy.Testing;

/// <summary>Reports which conversations start, and where a cassette answered again.</summary>
internal sealed class PlantingObservers(PlantingLog log) : IConversationExtensionProvider
{
    public ConversationExtension CreateExtension(ConversationBuilder conversation) => new Observer(log);

    private sealed class Observer(PlantingLog log) : ConversationExtension
    {
        private bool _hasStarted;

        public override ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
        {
            if (!_hasStarted)
                log.Add(PlantingNoteKind.Started, conversation.FullName);
            _hasStarted = true;
            return default;
        }

        public override ValueTask OnTurnEndedAsync(Conversation conversation, TurnResult turn)
        {
            if (conversation.Extensions.OfType<Cassette>().Any(cassette => cassette.RepeatedCount > 0))
                log.Add(PlantingNoteKind.Repeated, conversation.FullName);
            return default;
        }

        public override ConversationExtension Fork() => new Observer(log);
    }
}
