using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class StructuredOutputTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task The_answer_is_the_value_and_the_model_was_sent_its_schema()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Say("""{"category":"billing","urgent":true}"""));
        var session = await _store.OpenAsync(new SessionKey("s"));

        var routing = await new Agent(model).RunAsync<Routing>("My invoice is wrong!", session);

        Assert.Equal(new Routing("billing", true), routing.Value);
        var format = Assert.IsType<ChatResponseFormatJson>(model.Requests[0].Options!.ResponseFormat);
        Assert.Equal(["category", "urgent"], format.Schema!.Value.GetProperty("properties").EnumerateObject().Select(property => property.Name));
        Assert.Equal(TurnStatus.Completed, routing.Answer.Status);
    }

    [Fact]
    public async Task A_value_that_is_no_object_is_asked_for_within_one()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Say("""{"data":["a","b"]}"""));

        var list = await new Agent(model).RunAsync<string[]>("Two letters.");

        Assert.Equal(["a", "b"], list.Value);
    }

    [Fact]
    public async Task A_wrong_answer_is_sent_back_once_with_what_is_wrong()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Say("Sure! It is billing."), ScriptedChatClient.Say("```json\n{\"category\":\"billing\",\"urgent\":false}\n```"));
        var session = await _store.OpenAsync(new SessionKey("s"));

        var routing = await new Agent(model).RunAsync<Routing>("My invoice is wrong!", session);

        Assert.Equal("billing", routing.Value.Category);
        Assert.Contains("not JSON", model.Requests[1].Messages[^1].Text, StringComparison.Ordinal);
        Assert.Single(await session.Turns.ReadAsync().ToListAsync());
        Assert.Equal(4, routing.Answer.Messages.Count);
    }

    [Fact]
    public async Task An_answer_that_is_wrong_twice_fails_the_turn_with_its_text()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Say("No."), ScriptedChatClient.Say("""{"category":null,"urgent":true}"""));
        var session = await _store.OpenAsync(new SessionKey("s"));

        var failure = await Assert.ThrowsAsync<StructuredOutputException>(() => new Agent(model).RunAsync<Routing>("My invoice is wrong!", session));

        Assert.Equal("""{"category":null,"urgent":true}""", failure.RawText);
        Assert.Equal(typeof(Routing), failure.Wanted);
        Assert.Equal(TurnStatus.Failed, (await session.Turns.GetAsync(1)).Status);
    }

    [Fact]
    public async Task A_value_can_be_validated_by_a_rule()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Say("""{"category":"weather","urgent":true}"""), ScriptedChatClient.Say("""{"category":"tech","urgent":true}"""));
        var format = new OutputFormat<Routing>(validate: routing => routing.Category is "billing" or "tech" ? null : $"There is no category '{routing.Category}'; take billing or tech.");

        var routing = await new Agent(model).RunAsync("Hm.", format: format);

        Assert.Equal("tech", routing.Value.Category);
        Assert.Contains("no category 'weather'", model.Requests[1].Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_are_called_before_the_value()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Call(("1", "look", "x")), ScriptedChatClient.Say("""{"category":"tech","urgent":true}"""));

        var routing = await new Agent(model) { Tools = [AIFunctionFactory.Create((string value) => value, "look")] }.RunAsync<Routing>("Hm.");

        Assert.Equal("tech", routing.Value.Category);
        Assert.Single(routing.Answer.ToolCalls);
    }

    public sealed record Routing(string Category, bool Urgent);
}
