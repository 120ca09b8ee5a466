namespace Subject;

/// <summary>An attribute that adds an extension, as those that inject faults do. It notes in which turns it would act.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class UpperAttribute : Attribute, IConversationExtensionSource
{
    public bool Throws { get; set; }

    public ConversationExtension CreateExtension(string? turn) => Throws ? throw new InvalidOperationException("The attribute contradicts itself.") : new Upper(turn);
}

internal sealed class Upper(string? turn) : ConversationExtension
{
    private static readonly List<string> s_heard = [];

    public static string Heard
    {
        get
        {
            lock (s_heard)
            {
                var heard = string.Join(", ", s_heard);
                s_heard.Clear();
                return heard;
            }
        }
    }

    public override ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
    {
        lock (s_heard)
        {
            if (turn is null || conversation.RunningTurn == turn)
                s_heard.Add(turn ?? "the conversation");
        }

        return default;
    }
}
