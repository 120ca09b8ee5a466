namespace Colloquy.Testing.Tests.Conversations;

/// <summary>The token of a conversation ends what is given no token of its own, such as when a test framework ends its test.</summary>
public sealed class TokenTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_token_of_the_conversation_ends_a_turn_that_is_given_none(bool inFork)
    {
        using var stop = new CancellationTokenSource();
        await using var conversation = await Conversation.StartAsync("waits", Waits(stop));
        conversation.CancellationToken = stop.Token;
        await using var fork = await conversation.ForkAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => (inFork ? fork : conversation).SayAsync("wait"));
    }

    [Fact]
    public async Task A_token_that_is_given_comes_first()
    {
        using var stop = new CancellationTokenSource();
        using var own = new CancellationTokenSource();
        await using var conversation = await Conversation.StartAsync("waits", Waits(own));
        conversation.CancellationToken = stop.Token;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => conversation.SayAsync("wait", cancellationToken: own.Token));

        Assert.True(own.IsCancellationRequested);
    }

    [Fact]
    public async Task It_ends_checks_that_wait_and_talks_too()
    {
        using var stop = new CancellationTokenSource();
        await using var conversation = await Conversation.StartAsync("looks", conversation => conversation
            .AddToolHost(new InProcessToolHost("slow", AIFunctionFactory.Create(async (CancellationToken cancellationToken) =>
            {
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }, "look")))
            .AddModel("user", ScriptedModel.Counting)
            .UseTarget(async (_, text, cancellationToken) =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return text;
            }));
        conversation.CancellationToken = stop.Token;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => conversation.Expect.ToolHostStateAsync("slow", "look", null, 1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new SimulatedUser { Goal = "Wait.", Openings = ["one"] }.TalkAsync(conversation));
    }

    /// <summary>A bot that cancels the given source, and then waits for it.</summary>
    private static Action<ConversationBuilder> Waits(CancellationTokenSource stop) => conversation =>
    {
        conversation.TurnTimeout = TimeSpan.FromSeconds(20);
        conversation.UseTarget(async (_, _, cancellationToken) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return "";
        });
    };
}
