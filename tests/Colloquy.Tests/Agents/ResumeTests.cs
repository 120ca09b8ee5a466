using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Colloquy.Tests;

/// <summary>A process that dies at any commit of a turn with two tools, and what another does with the turn.</summary>
public sealed class ResumeTests
{
    private const string Finished = "user: pay and look\nassistant: pay#p(5) look#l(7)\ntool: #p=paid 5\ntool: #l=saw 7\nassistant: All done.";
    private const string Unknown = "No result of this call was recorded: it was cut off before it returned. Whether it took effect is unknown; check before you repeat it.";

    private readonly FakeTimeProvider _time = new();
    private readonly InMemorySessionStore _store;
    private readonly List<string> _effects = [];

    public ResumeTests() => _store = new InMemorySessionStore(_time);

    [Theory]
    [InlineData(1, false, "paid 5|saw 7", true)]
    [InlineData(1, true, "paid 5|saw 7", false)]
    [InlineData(2, false, "paid 5|saw 7", false)]
    [InlineData(2, true, "paid 5|saw 7", true)]
    [InlineData(3, false, "paid 5|saw 7|saw 7", true)]
    [InlineData(3, true, "paid 5|saw 7", true)]
    [InlineData(4, false, "paid 5|saw 7", true)]
    public async Task A_turn_goes_on_where_its_process_died(int commits, bool afterCommitting, string effects, bool paymentIsKnown)
    {
        await DieAsync(commits, afterCommitting);

        var answer = await ResumeAsync();

        Assert.Equal("All done.", answer!.Text);
        var transcript = await Transcript.OfAsync(await OpenAsync(_store));
        Assert.Equal(paymentIsKnown ? Finished : Finished.Replace("paid 5", Unknown, StringComparison.Ordinal), transcript);
        Assert.Equal(effects.Replace("paid 5|", commits == 1 && afterCommitting ? "" : "paid 5|", StringComparison.Ordinal), string.Join("|", _effects));
        Assert.Equal(2, answer.ToolCalls.Count);
    }

    [Fact]
    public async Task A_turn_that_died_before_anything_was_committed_leaves_nothing_to_resume()
    {
        await DieAsync(commits: 0, afterCommitting: false);

        Assert.Null(await ResumeAsync());
        Assert.Empty(await (await OpenAsync(_store)).GetItemsAsync());
    }

    [Fact]
    public async Task A_turn_whose_answer_was_popped_is_not_resumed()
    {
        var session = await OpenAsync(_store);
        await new Agent(new ScriptedChatClient(ScriptedChatClient.Say("Hello."))).RunAsync("Hi.", session);

        await session.PopAsync();

        Assert.Null(await new Agent(new ScriptedChatClient()).ResumeAsync(session));
        Assert.Equal("user: Hi.", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task A_finished_turn_is_not_resumed()
    {
        var session = await OpenAsync(_store);
        await Agent().RunAsync("pay and look", session);

        Assert.Null(await Agent().ResumeAsync(session));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_new_turn_instead_marks_the_old_one_interrupted_and_is_shown_a_balanced_history(int commits)
    {
        await DieAsync(commits, afterCommitting: true);
        _time.Advance(TimeSpan.FromMinutes(1));
        var session = await OpenAsync(_store);
        Assert.Equal(TurnStatus.Interrupted, (await session.Turns.ReadAsync().FirstAsync()).Status);

        var model = new ScriptedChatClient(ScriptedChatClient.Say("ok"));
        await new Agent(model).RunAsync("what happened?", session);

        Assert.Equal([TurnStatus.Completed, TurnStatus.Interrupted], await session.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync());
        var shown = model.Requests[0].Messages;
        Assert.Equal(shown.SelectMany(message => message.Contents.OfType<FunctionCallContent>()).Select(call => call.CallId), shown.SelectMany(message => message.Contents.OfType<FunctionResultContent>()).Select(result => result.CallId));
    }

    [Fact]
    public async Task With_durability_turn_a_crash_costs_the_turn_and_nothing_before_it()
    {
        var session = await OpenAsync(_store);
        await session.AddAsync([new(ChatRole.User, "before"), new(ChatRole.Assistant, "yes")]);

        var dying = await OpenAsync(new DyingStore(_store, 0, diesAfterCommitting: false));
        await Assert.ThrowsAsync<ProcessDiedException>(() => Agent(Durability.Turn).RunAsync("pay and look", dying));
        var answer = await ResumeAsync();

        Assert.Null(answer);
        Assert.Equal("user: before\nassistant: yes", await Transcript.OfAsync(session));
    }

    private async Task DieAsync(int commits, bool afterCommitting)
    {
        var store = new DyingStore(_store, commits, afterCommitting);

        await Assert.ThrowsAsync<ProcessDiedException>(async () => await Agent().RunAsync("pay and look", await OpenAsync(store)));

        Assert.True(store.IsDead);
    }

    private async Task<AgentAnswer?> ResumeAsync()
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        return await Agent().ResumeAsync(await OpenAsync(_store));
    }

    private static Task<Session> OpenAsync(ISessionStore store) => store.OpenAsync(new SessionKey("s"));

    private Agent Agent(Durability durability = Durability.Step) => new(new PayAndLook())
    {
        Durability = durability,
        Tools =
        [
            AgentTool.Create((int value) => Note($"paid {value}"), "pay"),
            AgentTool.Create((int value) => Note($"saw {value}"), "look", idempotent: true),
        ],
    };

    private string Note(string effect)
    {
        _effects.Add(effect);
        return effect;
    }

    /// <summary>Asks for both tools when it sees the user's message, and is done when it sees their results.</summary>
    private sealed class PayAndLook : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(messages.Last().Role == ChatRole.User
                ? new ChatMessage(ChatRole.Assistant, [Call("p", "pay", 5), Call("l", "look", 7)])
                : new ChatMessage(ChatRole.Assistant, "All done.")));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("These turns are not streamed.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static FunctionCallContent Call(string id, string name, int value) => new(id, name, new Dictionary<string, object?> { ["value"] = value });
    }
}
