using Subject;

[assembly: ConversationExtensions(typeof(Listening))]
[assembly: ConversationExtensions(typeof(RunRecorder))]

namespace Subject;

/// <summary>Hears of every turn of every conversation of the assembly.</summary>
public sealed class Listening : IConversationExtensionProvider, IAsyncDisposable
{
    private int _turns;

    public ConversationExtension? CreateExtension(ConversationBuilder conversation) => new Listener(this);

    public ValueTask DisposeAsync()
    {
        Log.Write($"{_turns} turns were heard");
        return default;
    }

    private sealed class Listener(Listening listening) : ConversationExtension
    {
        public override ValueTask OnTurnEndedAsync(Conversation conversation, TurnResult turn)
        {
            Interlocked.Increment(ref listening._turns);
            if (conversation.IsPrelude)
                Log.Write($"{turn.Name} ran first");
            return default;
        }
    }
}

/// <summary>A conversation within an ordinary test.</summary>
public sealed class Inline
{
    [Fact]
    public async Task Several_turns_in_one_test()
    {
        await using var conversation = await Conversation.StartAsync("inline", new Notebook());

        await conversation.SayAsync("one");
        var turn = await conversation.SayAsync("two");

        Assert.Equal("one, two", turn.Text);
    }
}
