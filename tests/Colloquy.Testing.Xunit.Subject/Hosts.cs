namespace Subject;

/// <summary>A host that dies when it is told to, in the middle of a call.</summary>
public sealed class MortalHost() : ToolHost("till")
{
    private bool _isDead;

    public override ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken) => new([AIFunctionFactory.Create(Pay, "pay")]);

    public override string? FindLoss() => _isDead ? "The till fell down." : null;

    private string Pay(string text)
    {
        _isDead |= text == "die";
        return _isDead ? throw new IOException("The pipe is broken.") : $"paid {text}";
    }
}

/// <summary>The agent makes excuses when its host fails, and the checks of the test pass.</summary>
[Conversation("host-dies")]
public sealed class HostDies(Conversation conversation)
{
    public static void Configure(ConversationBuilder conversation) => conversation
        .AddToolHost(new MortalHost())
        .UseTarget(async (parts, text, cancellationToken) =>
        {
            try
            {
                return $"{await ((AIFunction)parts.Tools[0]).InvokeAsync(new AIFunctionArguments { ["text"] = text }, cancellationToken)}";
            }
            catch (IOException)
            {
                return "It does not work today.";
            }
        });

    [Turn]
    public async Task First() => await conversation.SayAsync("5");

    [Turn]
    public async Task Second() => await conversation.SayAsync("die");

    [Turn]
    public async Task Third() => await conversation.SayAsync("6");

    [Turn]
    [DependsOn]
    public async Task Needs_nothing() => await conversation.SayAsync("7");
}

[Conversation("host-does-not-start")]
public sealed class HostDoesNotStart(Conversation conversation)
{
    public static void Configure(ConversationBuilder conversation) => conversation
        .AddToolHost(new NoHost())
        .UseTarget((_, text, _) => Task.FromResult(text));

    [Turn]
    public async Task First() => await conversation.SayAsync("one");

    [Turn]
    public async Task Second() => await conversation.SayAsync("two");

    private sealed class NoHost() : ToolHost("till")
    {
        public override ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken) => throw new FileNotFoundException("There is no program 'till'.");
    }
}
