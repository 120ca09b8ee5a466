using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class HistoryProviderTests
{
    private readonly ScriptedChatClient _model = new(ScriptedChatClient.Say("One."), ScriptedChatClient.Say("Two."));

    [Fact]
    public async Task A_history_of_the_callers_own_takes_the_place_of_the_logs()
    {
        var mine = new ListHistory([new(ChatRole.User, "Long ago."), new(ChatRole.Assistant, "Yes.")]);
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        var agent = new Agent(_model) { ContextProviders = [mine] };

        await agent.RunAsync("First?", session);
        await agent.RunAsync("Second?", session);

        Assert.Equal(["Long ago.", "Yes.", "First?", "One.", "Second?"], _model.Requests[1].Messages.Select(message => message.Text));
        Assert.Equal(["Long ago.", "Yes.", "First?", "One.", "Second?", "Two."], mine.Messages.Select(message => message.Text));
        Assert.Equal(["First?", "One.", "Second?", "Two."], (await session.GetItemsAsync()).Select(item => item.Message.Text));
    }

    [Fact]
    public async Task An_audit_only_stores_and_leaves_the_history_to_the_log()
    {
        var audit = new ListHistory([]) { LoadMessages = false, StoreContextMessages = true };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        var agent = new Agent(_model) { ContextProviders = [new Weather(), audit] };

        await agent.RunAsync("First?", session);
        await agent.RunAsync("Second?", session);

        Assert.Equal(["First?", "One.", "Fine weather.", "Second?"], _model.Requests[1].Messages.Select(message => message.Text));
        Assert.Equal(["Fine weather.", "First?", "One.", "Fine weather.", "Second?", "Two."], audit.Messages.Select(message => message.Text));
    }

    [Theory]
    [InlineData(true, false, "First?")]
    [InlineData(false, true, "One.")]
    [InlineData(false, false, null)]
    public async Task Inputs_and_outputs_are_stored_as_asked(bool inputs, bool outputs, string? stored)
    {
        var history = new ListHistory([]) { StoreInputs = inputs, StoreOutputs = outputs };

        await new Agent(_model) { ContextProviders = [history] }.RunAsync("First?");

        Assert.Equal(stored is null ? [] : [stored], history.Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task Several_histories_stand_one_behind_the_other_for_one_run()
    {
        ListHistory[] histories = [new([new(ChatRole.User, "a")]), new([new(ChatRole.User, "b")])];

        await new Agent(_model).RunAsync("First?", options: new RunOptions { ContextProviders = histories });

        Assert.Equal(["a", "b", "First?"], _model.Requests[0].Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task A_history_that_drops_a_result_is_sent_whole_all_the_same()
    {
        var call = new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "look")]);
        var orphan = new ChatMessage(ChatRole.Tool, [new FunctionResultContent("9", "nobody asked")]);

        await new Agent(_model) { ContextProviders = [new ListHistory([orphan, call])] }.RunAsync("First?");

        var sent = _model.Requests[0].Messages;
        Assert.Equal(["assistant", "tool", "user"], sent.Select(message => message.Role.Value));
        Assert.Equal("1", Assert.IsType<FunctionResultContent>(sent[1].Contents[0]).CallId);
    }

    private sealed class ListHistory(List<ChatMessage> messages) : HistoryProvider
    {
        public IReadOnlyList<ChatMessage> Messages => messages;

        protected override ValueTask<IReadOnlyList<ChatMessage>> LoadAsync(RunContext run, CancellationToken cancellationToken) => new([.. messages]);

        protected override ValueTask StoreAsync(RunContext run, IReadOnlyList<ChatMessage> stored, CancellationToken cancellationToken)
        {
            messages.AddRange(stored);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Weather : ContextProvider
    {
        public override ValueTask BeforeRunAsync(ContextRequest request, CancellationToken cancellationToken)
        {
            request.AddMessage("Fine weather.");
            return ValueTask.CompletedTask;
        }
    }
}
