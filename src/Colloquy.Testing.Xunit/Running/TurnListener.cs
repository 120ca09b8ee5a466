namespace Colloquy.Testing.Running;

/// <summary>Counts the turns of a conversation, and those of its forks.</summary>
internal sealed class TurnListener(TurnListener? parent = null) : ConversationExtension
{
    private int _turns;

    public int Turns => Volatile.Read(ref _turns);

    public override ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
    {
        Add();
        return default;
    }

    public override ConversationExtension Fork() => new TurnListener(this);

    private void Add()
    {
        Interlocked.Increment(ref _turns);
        parent?.Add();
    }
}
