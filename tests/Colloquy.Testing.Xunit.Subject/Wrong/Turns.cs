#pragma warning disable xUnit1049 // A turn that returns nothing to wait for is among what is wrong.
#pragma warning disable xUnit1056 // So is a class that xunit cannot create.
namespace Subject.Wrong;

/// <summary>The first turn forgot to say something.</summary>
[Conversation<Notebook>("says-nothing")]
public sealed class SaysNothing(Conversation conversation)
{
    [Turn]
    public void First() => Assert.Empty(conversation.Turns);

    [Turn]
    public Task Second() => conversation.SayAsync("two");

    [Turn]
    [DependsOn]
    public async Task Only_on_a_fork()
    {
        await using var fork = await conversation.ForkAsync();
        await fork.SayAsync("three");
    }
}

/// <summary>A check that could not be made is no check that passed, and no turn without an answer.</summary>
[Conversation<Notebook>("check-error")]
public sealed class CheckError(Conversation conversation)
{
    [Turn]
    public async Task First()
    {
        var turn = await conversation.SayAsync("one");
        turn.Expect.NoTools();
    }

    [Turn]
    public async Task Second()
    {
        var turn = await conversation.SayAsync("two");
        turn.Expect.Text("one, two");
    }

    [Turn]
    public void Only_checks() => conversation.Expect.Text("one, two");
}

/// <summary>The first turn forgot to wait for the answer.</summary>
[Conversation("does-not-wait")]
public sealed class DoesNotWait(Conversation conversation)
{
    public static void Configure(ConversationBuilder conversation) => Notebook.Configure(conversation, TimeSpan.FromMilliseconds(50));

    [Turn]
    public void First() => _ = conversation.SayAsync("wait");

    [Turn]
    public Task Second() => conversation.SayAsync("two");
}

[Conversation<Notebook>("async-void")]
public sealed class AsyncVoid(Conversation conversation)
{
    [Turn]
    public async void First() => await conversation.SayAsync("one");

    [Turn]
    public Task Second() => conversation.SayAsync("two");
}

[Conversation<Notebook>("takes-none")]
public sealed class TakesNoConversation
{
    [Turn]
    public void First()
    {
    }
}

[Conversation<Notebook>("hidden")]
public sealed class Hidden(Conversation conversation)
{
    [Turn]
    internal async Task First()
    {
        var turn = await conversation.SayAsync("one");
        Assert.Equal("something else", turn.Text);
    }
}

[Conversation<Notebook>("no-variant-name"), Variant("")]
public sealed class NoVariantName(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");
}

[Throwing]
public sealed class ThrowingName(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");
}

[AttributeUsage(AttributeTargets.Class)]
public sealed class ThrowingAttribute() : ConversationAttribute(ReadName())
{
    private static string ReadName() => throw new InvalidOperationException("There is no list of names.");
}

[Conversation<Notebook>("two-constructors")]
public sealed class TwoConstructors(Conversation conversation)
{
    public TwoConstructors()
        : this(null!)
    {
    }

    [Turn]
    public Task First() => conversation.SayAsync("one");
}

[Conversation<Notebook>("no-constructor")]
public sealed class NoConstructor
{
    private readonly Conversation _conversation;

    internal NoConstructor(Conversation conversation) => _conversation = conversation;

    [Turn]
    public Task First() => _conversation.SayAsync("one");
}
