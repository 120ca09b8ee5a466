using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class MiddlewareTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task The_first_is_the_outermost()
    {
        List<string> said = [];
        var model = new ScriptedChatClient(ScriptedChatClient.Call(("1", "look", "x")), ScriptedChatClient.Say("Done."));
        var agent = new Agent(model) { Tools = [AIFunctionFactory.Create((string value) => value, "look")], Middleware = [new Telling("a", said), new Telling("b", said)] };

        await agent.RunAsync("Go.");

        Assert.Equal(
            ["a>run", "b>run", "a>model", "b>model", "b<model", "a<model", "a>look", "b>look", "b<look", "a<look", "a>model", "b>model", "b<model", "a<model", "b<run", "a<run"],
            said);
    }

    [Fact]
    public async Task What_is_redacted_reaches_neither_the_model_nor_the_log()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Say("Your card 4711 is fine."));
        var session = await _store.OpenAsync(new SessionKey("s"));

        var answer = await new Agent(model) { Middleware = [new Redacting()] }.RunAsync("My card is 4711.", session);

        Assert.Equal("My card is ****.", model.Requests[0].Messages[0].Text);
        Assert.Equal("Your card **** is fine.", answer.Text);
        Assert.Equal(["My card is ****.", "Your card **** is fine."], (await session.GetItemsAsync()).Select(item => item.Message.Text));
    }

    [Fact]
    public async Task A_stream_is_redacted_as_it_passes()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Say("Card 4711 ok"));

        var updates = await new Agent(model) { Middleware = [new Redacting()] }.RunStreamingAsync("Hello.").ToListAsync();

        Assert.Equal("Card **** ok", string.Concat(updates.Select(update => update.Text)).Trim());
    }

    [Fact]
    public async Task Messages_changed_on_their_way_are_explained_as_they_were_sent_and_stay_as_they_were_in_the_log()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Say("One."), ScriptedChatClient.Say("Two."));
        var session = await _store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(model) { Instructions = "Be kind.", Middleware = [new Rewriting()] };
        await agent.RunAsync("first", session);

        await agent.RunAsync("second", session);

        var explained = await session.Window.ExplainAsync((await session.GetItemsAsync(1))[0].Position);
        Assert.Equal(["FIRST", "One.", "SECOND", "Shout."], model.Requests[1].Messages.Select(message => message.Text));
        Assert.Equal(["FIRST", "One.", "SECOND", "Shout."], explained.Messages.Select(message => message.Text));
        Assert.Equal("Be loud.", explained.Instructions);
        Assert.Equal(["first", "One.", "second", "Two."], (await session.GetItemsAsync()).Select(item => item.Message.Text));
    }

    [Fact]
    public async Task A_failed_model_call_can_be_repeated()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Throw(new HttpRequestException("down")), ScriptedChatClient.Say("Up."));

        var answer = await new Agent(model) { Middleware = [new Retrying()] }.RunAsync("Go.");

        Assert.Equal("Up.", answer.Text);
    }

    [Fact]
    public async Task A_tools_result_can_be_replaced_without_calling_it()
    {
        var called = false;
        var model = new ScriptedChatClient(ScriptedChatClient.Call(("1", "look", "x")), ScriptedChatClient.Say("Done."));
        var agent = new Agent(model) { Tools = [AIFunctionFactory.Create((string value) => called = true, "look")], Middleware = [new Caching()] };

        var answer = await agent.RunAsync("Go.");

        Assert.False(called);
        Assert.Equal("cached", answer.ToolCalls[0].Result?.ToString());
    }

    [Fact]
    public async Task What_middleware_throws_around_a_run_leaves_nothing_in_the_log()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => new Agent(new ScriptedChatClient()) { Middleware = [new Refusing()] }.RunAsync("Go.", session));

        Assert.Empty(await session.GetItemsAsync());
    }

    [Fact]
    public async Task Resuming_nothing_is_still_nothing()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));

        Assert.Null(await new Agent(new ScriptedChatClient()) { Middleware = [new Redacting()] }.ResumeAsync(session));
    }

    private sealed class Telling(string name, List<string> said) : AgentMiddleware
    {
        public override async Task<AgentAnswer> OnRunAsync(RunRequest request, Func<RunRequest, CancellationToken, Task<AgentAnswer>> next, CancellationToken cancellationToken)
        {
            said.Add($"{name}>run");
            var answer = await next(request, cancellationToken);
            said.Add($"{name}<run");
            return answer;
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            said.Add($"{name}>model");
            await foreach (var update in next(request, cancellationToken))
                yield return update;
            said.Add($"{name}<model");
        }

        public override async ValueTask<object?> OnToolCallAsync(ToolRequest request, Func<ToolRequest, CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken)
        {
            said.Add($"{name}>{request.Tool.Name}");
            var result = await next(request, cancellationToken);
            said.Add($"{name}<{request.Tool.Name}");
            return result;
        }
    }

    private sealed class Redacting : AgentMiddleware
    {
        public override Task<AgentAnswer> OnRunAsync(RunRequest request, Func<RunRequest, CancellationToken, Task<AgentAnswer>> next, CancellationToken cancellationToken) =>
            next(request with { Input = [.. request.Input.Select(message => new ChatMessage(message.Role, Redact(message.Text)))] }, cancellationToken);

        public override async IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var update in next(request, cancellationToken))
                yield return update.Text.Length == 0 ? update : new ChatResponseUpdate(update.Role, Redact(update.Text));
        }

        private static string Redact(string text) => text.Replace("4711", "****", StringComparison.Ordinal);
    }

    private sealed class Rewriting : AgentMiddleware
    {
        public override IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, CancellationToken cancellationToken)
        {
            var options = request.Options!.Clone();
            options.Instructions = "Be loud.";
            var messages = request.Messages.Select(message => message.Role == ChatRole.User ? new ChatMessage(ChatRole.User, message.Text.ToUpperInvariant()) : message);
            return next(request with { Messages = [.. messages, new ChatMessage(ChatRole.User, "Shout.")], Options = options }, cancellationToken);
        }
    }

    private sealed class Retrying : AgentMiddleware
    {
        public override async IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            List<ChatResponseUpdate> updates;
            try
            {
                updates = await next(request, cancellationToken).ToListAsync(cancellationToken);
            }
            catch (HttpRequestException)
            {
                updates = await next(request, cancellationToken).ToListAsync(cancellationToken);
            }

            foreach (var update in updates)
                yield return update;
        }
    }

    private sealed class Caching : AgentMiddleware
    {
        public override ValueTask<object?> OnToolCallAsync(ToolRequest request, Func<ToolRequest, CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken) => new("cached");
    }

    private sealed class Refusing : AgentMiddleware
    {
        public override Task<AgentAnswer> OnRunAsync(RunRequest request, Func<RunRequest, CancellationToken, Task<AgentAnswer>> next, CancellationToken cancellationToken) => throw new UnauthorizedAccessException("not you");
    }
}
