namespace Subject;

public sealed class Ledger : IDisposable
{
    public int Lines { get; set; }

    public void Dispose() => Log.Write($"the ledger has {Lines} lines");
}

/// <summary>A setup can take fixtures, and is disposed after its conversation.</summary>
public sealed class LedgerDesk(Ledger ledger) : IConversationSetup, IAsyncDisposable
{
    public void Configure(ConversationBuilder conversation)
    {
        Log.Write("the conversation starts");
        conversation.UseTarget((_, text, _) => Task.FromResult($"line {++ledger.Lines}"));
        conversation.AddExtension(new Ends());
    }

    public ValueTask DisposeAsync()
    {
        Log.Write("the setup is disposed");
        return default;
    }

    private sealed class Ends : ConversationExtension
    {
        public override ValueTask OnEndedAsync(Conversation conversation)
        {
            Log.Write("the conversation ends");
            return default;
        }
    }
}

[Conversation<LedgerDesk>("fixtures")]
public sealed class Fixtures(Conversation conversation, Ledger ledger) : IClassFixture<Ledger>
{
    [Turn]
    public async Task First()
    {
        Log.Write("first");
        await conversation.SayAsync("a");
        Assert.Equal(1, ledger.Lines);
    }

    [Turn]
    public async Task Second()
    {
        Log.Write("second");
        await conversation.SayAsync("b");
        Assert.Equal(2, ledger.Lines);
    }
}

[Conversation<LedgerDesk>("fixture-missing")]
public sealed class FixtureMissing(Conversation conversation)
{
    [Turn]
    public async Task First() => await conversation.SayAsync("a");
}

/// <summary>Conversations that the user puts in one collection share its fixtures, and run one after another.</summary>
[CollectionDefinition("ledger")]
public sealed class SharedLedger : ICollectionFixture<Ledger>;

[Collection("ledger")]
[Conversation<LedgerDesk>("collection"), Variant("one"), Variant("other")]
public sealed class OneAfterAnother(Conversation conversation)
{
    private static int s_running;

    [Turn]
    public async Task First()
    {
        Assert.Equal(1, Interlocked.Increment(ref s_running));
        await conversation.SayAsync("a");
        Interlocked.Decrement(ref s_running);
    }
}
