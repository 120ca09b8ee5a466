namespace Colloquy.Testing;

/// <summary>Reads turns as a conversation observed them.</summary>
internal static class ObservedTurns
{
    /// <summary>Reads the turns whose messages are in a history, and the messages between them that belong to none of them.</summary>
    public static IReadOnlyList<TranscriptTurn> Read(IReadOnlyList<ChatMessage> history, IReadOnlyList<TurnResult> turns)
    {
        Dictionary<ChatMessage, TurnResult> owners = new(ReferenceEqualityComparer.Instance);
        foreach (var turn in turns)
        {
            foreach (var message in turn.Input.Concat(turn.Output))
                owners[message] = turn;
        }

        List<TranscriptTurn> read = [];
        for (var index = 0; index < history.Count;)
        {
            var owner = owners.GetValueOrDefault(history[index]);
            List<ChatMessage> messages = [];
            for (; index < history.Count && owners.GetValueOrDefault(history[index]) == owner; index++)
                messages.Add(history[index]);

            if (owner is not null)
                read.Add(Read(owner));
            else
                read.AddRange(MessageTurns.Split(messages).Select(given => new TranscriptTurn { Number = 0, Entries = MessageTurns.Read(given) }));
        }

        // A turn without an answer is in no history, and a judge still sees that it was asked.
        foreach (var turn in turns.Where(turn => turn.Error is not null))
        {
            var at = read.FindIndex(other => other.Number > turn.Number);
            read.Insert(at < 0 ? read.Count : at, Read(turn));
        }

        return read;
    }

    private static TranscriptTurn Read(TurnResult turn) => new() { Number = turn.Number, Entries = MessageTurns.Read([.. turn.Input, .. turn.Output], turn.ToolCalls) };
}
