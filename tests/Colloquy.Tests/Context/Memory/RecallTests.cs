using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Colloquy.Tests.Context;

public sealed class RecallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly StillStore _kept = new();

    [Fact]
    public async Task What_fits_the_input_is_shown_with_its_day_and_session_and_is_no_part_of_the_conversation()
    {
        var earlier = await _kept.OpenAsync("earlier");
        await earlier.AddAsync(new ChatMessage(ChatRole.User, "I drink tea."), Token);
        await earlier.GetMemory().StoreAsync("drink", "green tea\nwith milk", new MemorySource(earlier.Key, (await earlier.GetItemsAsync(cancellationToken: Token))[0].Position), cancellationToken: Token);
        await earlier.GetMemory().AddAsync("has a cat", cancellationToken: Token);
        using var model = new ScriptedChatClient(ScriptedChatClient.Say("Tea."));
        var session = await _kept.OpenAsync("now");

        await new Agent(model) { Instructions = "Help.", ContextProviders = [new MemoryRecall()] }.RunAsync("Which drink?", session, cancellationToken: Token);

        Assert.Equal("""
            user: What is remembered from earlier conversations, as far as it may matter here:
            - drink: green tea
              with milk (2026-01-02, session earlier)
            user: Which drink?
            """, Transcript.Of(model.Requests[0].Messages), ignoreLineEndingDifferences: true);
        Assert.Equal("Help.", model.Requests[0].Options!.Instructions);
        Assert.Equal("user: Which drink?\nassistant: Tea.", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task Nothing_is_added_where_nothing_fits()
    {
        await _kept.Memory(new SessionOwner("ada")).AddAsync("has a cat", cancellationToken: Token);
        using var model = new ScriptedChatClient(ScriptedChatClient.Say("Tea."));

        await new Agent(model) { ContextProviders = [new MemoryRecall()] }.RunAsync("Which drink?", await _kept.OpenAsync("now"), cancellationToken: Token);

        Assert.Equal("user: Which drink?", Transcript.Of(model.Requests[0].Messages));
    }

    [Fact]
    public async Task Owners_budget_and_place_are_as_configured()
    {
        foreach (var (owner, text) in new[] { (new MemoryOwner(new SessionOwner("ada")), "tea one"), (new MemoryOwner(new SessionOwner("ada")), "tea two"), (new MemoryOwner(new SessionOwner("ben")), "tea of ben"), (new MemoryOwner(new SessionOwner()), "tea is sold out"), (new MemoryOwner(new SessionOwner("ada"), "guide"), "tea with sugar") })
            await _kept.Memory(owner).AddAsync(text, cancellationToken: Token);
        using var model = new ScriptedChatClient(ScriptedChatClient.Say("Yes."), ScriptedChatClient.Say("Yes."), ScriptedChatClient.Say("Yes."));
        var session = await _kept.OpenAsync("now");

        await RunAsync(new MemoryRecall { Owners = run => [new MemoryOwner(new SessionOwner(app: run.Session.Key.App)), new MemoryOwner(new SessionOwner(run.User), "guide")], AsInstructions = true, Heading = "Known:" });
        await RunAsync(new MemoryRecall { Limit = 1, MaxCharacters = 5 });
        await RunAsync(new MemoryRecall { Newest = 1, Heading = "Last:" }, "?");

        Assert.Equal("Known:\n- tea is sold out (2026-01-02)\n- tea with sugar (2026-01-02)", model.Requests[0].Options!.Instructions);
        Assert.EndsWith("here:\n- tea t… (2026-01-02)\nuser: tea?", Transcript.Of(model.Requests[1].Messages), StringComparison.Ordinal);
        Assert.EndsWith("user: Last:\n- tea two (2026-01-02)\nuser: ?", Transcript.Of(model.Requests[2].Messages), StringComparison.Ordinal);

        Task RunAsync(MemoryRecall recall, string text = "tea?") => new Agent(model) { ContextProviders = [recall] }.RunAsync(text, session, cancellationToken: Token);
    }

    [Fact]
    public async Task A_session_that_nobody_owns_recalls_nothing_of_a_user()
    {
        await _kept.Memory(new SessionOwner("ada")).AddAsync("tea", cancellationToken: Token);
        using var model = new ScriptedChatClient(ScriptedChatClient.Say("Yes."));
        var session = await _kept.Store.OpenAsync(new SessionKey("now"), cancellationToken: Token);

        await new Agent(model) { ContextProviders = [new MemoryRecall(), new MemoryLearning()] }.RunAsync("tea?", session, cancellationToken: Token);

        Assert.Equal("user: tea?", Transcript.Of(model.Requests[0].Messages));
        Assert.Single(model.Requests);
    }

    /// <summary>A store whose time stands still.</summary>
    private sealed class StillStore
    {
        private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

        public InMemorySessionStore Store { get; } = new();

        public Colloquy.Memory Memory(MemoryOwner owner) => Store.GetMemory(owner, new MemoryOptions { TimeProvider = _time });

        public Task<Session> OpenAsync(string id) => Store.OpenAsync(new SessionKey(id, "ada"), new OpenSessionOptions { TimeProvider = _time }, Token);
    }
}
