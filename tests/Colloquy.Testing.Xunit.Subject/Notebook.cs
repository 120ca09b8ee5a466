namespace Subject;

/// <summary>A bot that answers with all that it was told, so that a lost history shows. It throws when it is told to.</summary>
public sealed class Notebook : IConversationSetup
{
    public void Configure(ConversationBuilder conversation) => Configure(conversation, TimeSpan.FromMinutes(1));

    public static void Configure(ConversationBuilder conversation, TimeSpan timeout)
    {
        List<string> told = [];
        conversation.TurnTimeout = timeout;
        conversation.UseTarget(async (parts, text, cancellationToken) =>
        {
            if (text == "throw")
                throw new InvalidOperationException("The bot is out of order.");
            if (text == "wait")
                await Task.Delay(Timeout.Infinite, cancellationToken);

            // Other turns have their chance to come between.
            for (var i = 0; i < 20; i++)
                await Task.Yield();
            told.Add(text);
            return string.Join(", ", told);
        });
    }
}
