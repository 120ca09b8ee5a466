namespace Subject;

/// <summary>What a turn needs is written where it runs alone.</summary>
[Conversation<Notebook>("narrowed")]
public sealed class Narrowed(Conversation conversation)
{
    [Turn]
    public async Task First() => await conversation.SayAsync("one");

    [Turn]
    public async Task Second() => await conversation.SayAsync("two");

    [Turn]
    [DependsOn(nameof(First))]
    public async Task Third()
    {
        var turn = await conversation.SayAsync("three");
        Assert.EndsWith("three", turn.Text);
        TestContext.Current.TestOutputHelper!.WriteLine($"the history is: {turn.Text}");
    }

    [Turn]
    [DependsOn(nameof(Third))]
    public async Task Fourth()
    {
        var turn = await conversation.SayAsync("four");
        TestContext.Current.TestOutputHelper!.WriteLine($"the history is: {turn.Text}");
    }
}
