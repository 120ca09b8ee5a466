using System.Runtime.CompilerServices;

namespace Subject;

/// <summary>The names are in no order that an orderer would think of.</summary>
[Conversation<Notebook>("remembering")]
public sealed class Remembering(Conversation conversation)
{
    private static int s_running;

    [Turn]
    public Task Zinc() => SayAsync("one", "one");

    [Turn]
    public Task Copper() => SayAsync("two", "one, two");

    [Turn]
    public Task Tin() => SayAsync("three", "one, two, three");

    [Turn]
    public Task Lead() => SayAsync("four", "one, two, three, four");

    [Turn]
    public Task Gold_is_last() => SayAsync("five", "one, two, three, four, five");

    private async Task SayAsync(string text, string expected, [CallerMemberName] string name = "")
    {
        Assert.Equal(1, Interlocked.Increment(ref s_running));
        Assert.Equal(TestContext.Current.CancellationToken, conversation.CancellationToken);
        var turn = await conversation.SayAsync(text, name: name);
        Assert.Equal(expected, turn.Text);
        Interlocked.Decrement(ref s_running);
    }
}
