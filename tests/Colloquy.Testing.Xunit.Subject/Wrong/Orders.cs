#pragma warning disable xUnit1024 // An overload is among what is wrong.
namespace Subject.Wrong;

[Conversation<Notebook>("one-line")]
public sealed class OneLine(Conversation conversation)
{
    [Turn] public Task First() => conversation.SayAsync("one"); [Turn] public Task Second() => conversation.SayAsync("two");
}

[Conversation<Notebook>("two-files")]
public sealed partial class TwoFiles(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");
}

[Conversation<Notebook>("unknown-need")]
public sealed class UnknownNeed(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");

    [Turn]
    [DependsOn("Frist")]
    public Task Second() => conversation.SayAsync("two");
}

[Conversation<Notebook>("circle")]
public sealed class Circle(Conversation conversation)
{
    [Turn]
    [DependsOn(nameof(Second))]
    public Task First() => conversation.SayAsync("one");

    [Turn]
    [DependsOn(nameof(First))]
    public Task Second() => conversation.SayAsync("two");
}

[Conversation<Notebook>("later-need")]
public sealed class LaterNeed(Conversation conversation)
{
    [Turn]
    [DependsOn(nameof(Second))]
    public Task First() => conversation.SayAsync("one");

    [Turn]
    [DependsOn]
    public Task Second() => conversation.SayAsync("two");
}

[Conversation<Notebook>("alone")]
public sealed class RunsAlone(Conversation conversation)
{
    [Turn(DisableParallelization = true)]
    public Task First() => conversation.SayAsync("one");

    [Turn]
    public Task Second() => conversation.SayAsync("two");
}

[Conversation<Notebook>("stray-need")]
public sealed class StrayNeed(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");

    [DependsOn(nameof(First))]
    internal Task Second() => conversation.SayAsync("two");
}

[Conversation<Notebook>("parameters")]
public sealed class Parameters(Conversation conversation)
{
#pragma warning disable xUnit1001 // That a turn has parameters is what is wrong.
    [Turn]
    public Task First(string text) => conversation.SayAsync(text);
#pragma warning restore xUnit1001
}
