namespace Subject;

[Conversation<Notebook>("checks-fail")]
public sealed class ChecksFail(Conversation conversation)
{
    [Turn]
    public async Task First() => await conversation.SayAsync("one");

    [Turn]
    public async Task Second()
    {
        var turn = await conversation.SayAsync("two");
        Assert.Equal("something else", turn.Text);
    }

    [Turn]
    public async Task Third()
    {
        var turn = await conversation.SayAsync("three");
        Assert.Equal("one, two, three", turn.Text);
    }
}

[Conversation<Notebook>("no-answer")]
public sealed class NoAnswer(Conversation conversation)
{
    [Turn]
    public async Task First() => await conversation.SayAsync("one");

    [Turn]
    public async Task Second() => await conversation.SayAsync("throw");

    [Turn]
    public async Task Third() => await conversation.SayAsync("three");

    [Turn]
    public async Task Fourth() => await conversation.SayAsync("four");

    [Turn]
    [DependsOn(nameof(First))]
    public async Task Needs_only_the_first()
    {
        var turn = await conversation.SayAsync("five");
        Assert.Equal("one, five", turn.Text);
    }

    [Turn]
    [DependsOn(nameof(First), nameof(Third))]
    public async Task Needs_the_third_too() => await conversation.SayAsync("six");

    [Turn]
    [DependsOn]
    public async Task Needs_nothing()
    {
        var turn = await conversation.SayAsync("seven");
        Assert.EndsWith("seven", turn.Text);
    }
}

[Conversation<Notebook>("throws-after-answer")]
public sealed class ThrowsAfterAnswer(Conversation conversation)
{
    [Turn]
    public async Task First()
    {
        await conversation.SayAsync("one");
        throw new InvalidOperationException("The test is out of order.");
    }

    [Turn]
    public async Task Second() => await conversation.SayAsync("two");
}

[Conversation<Notebook>("fault-not-reached"), InjectModelError(OnCall = 9)]
public sealed class FaultNotReached(Conversation conversation)
{
    [Turn]
    public async Task Only() => await conversation.SayAsync("one");
}

[Conversation("late-answer")]
public sealed class LateAnswer(Conversation conversation)
{
    public static void Configure(ConversationBuilder conversation) => Notebook.Configure(conversation, TimeSpan.FromMilliseconds(50));

    [Turn]
    public async Task First() => await conversation.SayAsync("wait");

    [Turn]
    public async Task Second() => await conversation.SayAsync("two");
}

[Conversation<Notebook>("injected")]
[Upper]
public sealed class Injected(Conversation conversation)
{
    [Turn]
    public async Task First()
    {
        var turn = await conversation.SayAsync("one");
        Assert.Equal("the conversation", Upper.Heard);
        Assert.True(turn.Success);
    }

    [Turn]
    [Upper]
    public async Task Second()
    {
        await SayAsync("two");
        Assert.Equal("the conversation, Second", Upper.Heard);
    }

    private Task<TurnResult> SayAsync(string text) => conversation.SayAsync(text);
}

[Conversation<Notebook>("wrong-injection")]
[Upper(Throws = true)]
public sealed class WrongInjection(Conversation conversation)
{
    [Turn]
    public async Task First() => await conversation.SayAsync("one");

    [Turn]
    public async Task Second() => await conversation.SayAsync("two");
}

/// <summary>The call has no token of its own: that of the test ends it, long before the conversation's own limit.</summary>
[Conversation<Notebook>("late-test")]
public sealed class LateTest(Conversation conversation)
{
    [Turn(Timeout = 50)]
    public async Task First() => await conversation.SayAsync("wait");

    [Turn]
    public async Task Second() => await conversation.SayAsync("two");
}

[Conversation<Notebook>("late-test-cleanup")]
public sealed class LateTestCleanup(Conversation conversation) : IDisposable
{
    [Turn(Timeout = 50)]
    public async Task First() => await conversation.SayAsync("wait", cancellationToken: TestContext.Current.CancellationToken);

    [Turn]
    public async Task Second() => await conversation.SayAsync("two");

    public void Dispose() => throw new InvalidOperationException("The cleanup was refused.");
}

[Conversation("does-not-start")]
public sealed class DoesNotStart(Conversation conversation)
{
    public static void Configure(ConversationBuilder conversation) => throw new InvalidOperationException($"There is no bot for '{conversation.Name}'.");

    [Turn]
    public async Task First() => await conversation.SayAsync("one");

    [Turn]
    public async Task Second() => await conversation.SayAsync("two");
}

[Conversation("does-not-end")]
public sealed class DoesNotEnd(Conversation conversation)
{
    public static void Configure(ConversationBuilder conversation)
    {
        Notebook.Configure(conversation, TimeSpan.FromMinutes(1));
        conversation.AddExtension(new Stuck());
    }

    [Turn]
    public async Task Only() => await conversation.SayAsync("one");

    private sealed class Stuck : ConversationExtension
    {
        public override ValueTask OnEndedAsync(Conversation conversation) => throw new InvalidOperationException("The end was refused.");
    }
}

[Conversation<Notebook>("skipped")]
public sealed class Skipped(Conversation conversation)
{
    [Turn]
    public async Task First() => await conversation.SayAsync("one");

    [Turn(Skip = "not today")]
    public async Task Second() => await conversation.SayAsync("two");

    [Turn]
    public async Task Third() => await conversation.SayAsync("three");

    [Turn(Explicit = true)]
    [DependsOn]
    public async Task Asked_for() => await conversation.SayAsync("four");

    [Turn]
    [DependsOn(nameof(Asked_for))]
    public async Task Needs_what_is_asked_for() => await conversation.SayAsync("five");
}

/// <summary>A judge that fails, and a check that fails, are recorded without an exception. The report counts them, and so do the tests.</summary>
[Conversation<Notebook>("recorded")]
public sealed class Recorded(Conversation conversation)
{
    [Turn]
    public async Task Error()
    {
        var turn = await conversation.SayAsync("one");
        turn.Record(await turn.JudgeAsync(new CriterionJudge("the answer is polite")));
    }

    [Turn]
    public async Task Failure()
    {
        await conversation.SayAsync("two");
        Assert.Throws<CheckFailedException>(() => conversation.Expect.Text("something else"));
    }

    [Turn]
    public async Task Passes()
    {
        var turn = await conversation.SayAsync("three");
        turn.Expect.Text("one, two, three");
    }
}
