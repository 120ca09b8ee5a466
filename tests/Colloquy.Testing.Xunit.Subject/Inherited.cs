namespace Subject;

/// <summary>Turns that two conversations share.</summary>
public abstract class SharedTurns(Conversation conversation)
{
    protected Conversation Conversation => conversation;

    [Turn]
    public async Task Tells() => await conversation.SayAsync("one");

    [Turn]
    public virtual async Task Asks()
    {
        var turn = await conversation.SayAsync("two");
        Assert.Equal("one, two", turn.Text);
    }

    [Turn]
    public async Task Ends()
    {
        var turn = await conversation.SayAsync("three");
        Assert.Equal("one, two, three", turn.Text);
    }
}

[Conversation<Notebook>("inherits")]
public sealed class Inherits(Conversation conversation) : SharedTurns(conversation);

/// <summary>A turn that is overridden keeps its place.</summary>
[Conversation<Notebook>("overrides")]
public sealed class Overrides(Conversation conversation) : SharedTurns(conversation)
{
    public override async Task Asks()
    {
        var turn = await Conversation.SayAsync("two");
        Assert.Equal((2, "one, two"), (turn.Number, turn.Text));
    }
}
