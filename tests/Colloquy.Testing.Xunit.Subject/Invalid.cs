namespace Subject;

/// <summary>The checks pass, and the conversation says nothing of the agent.</summary>
[Conversation<Notebook>("invalid")]
public sealed class Invalid(Conversation conversation)
{
    public const string Reason = "The simulated user invented an account.";

    [Turn]
    public async Task First()
    {
        await conversation.SayAsync("one");
        conversation.Invalidate(Blame.Simulator, Reason);
    }

    [Turn]
    public async Task Second() => await conversation.SayAsync("two");

    [Turn]
    [DependsOn]
    public async Task Needs_nothing() => await conversation.SayAsync("three");
}

[Conversation<Notebook>("invalid-and-wrong")]
public sealed class InvalidAndWrong(Conversation conversation)
{
    [Turn]
    public async Task First()
    {
        var turn = await conversation.SayAsync("one");
        conversation.Invalidate(Blame.Judge, Invalid.Reason);
        Assert.Equal("something else", turn.Text);
    }

    [Turn]
    public async Task Second() => await conversation.SayAsync("two");
}

/// <summary>What the test throws says already why.</summary>
[Conversation<Notebook>("invalid-by-exception")]
public sealed class InvalidByThrowing(Conversation conversation)
{
    [Turn]
    public async Task First()
    {
        await conversation.SayAsync("one");
        conversation.Invalidate(Blame.Simulator, Invalid.Reason);
        throw new InvalidOperationException($"The talk was spoilt. {Invalid.Reason}");
    }
}
