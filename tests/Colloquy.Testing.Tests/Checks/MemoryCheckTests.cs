using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class MemoryCheckTests
{
    private const string Question = "What am I saving for?";

    /// <summary>An agent that finds the city in the messages that it is sent, or says one that is hard-coded.</summary>
    private static async Task<Conversation> StartAsync(string? hardCoded = null, bool repeats = false)
    {
        var conversation = await Conversation.StartAsync("memory", conversation => conversation.UseAgent(parts => new Agent(parts.Client(new ScriptedModel(messages =>
        {
            var city = hardCoded ?? (messages.SkipLast(1).Any(message => message.Text.Contains("Lisbon", StringComparison.Ordinal)) ? "Lisbon" : null);
            return Says(messages[^1].Text == Question ? city is null ? "You did not say." : $"For a trip to {city}." : repeats && city is not null ? $"Fine. {city} it is." : "Fine.");
        })))));
        await conversation.SayAsync("Hello.");
        await conversation.SayAsync("I save for a trip to Lisbon.");
        await conversation.SayAsync("Move 500 to savings.");
        return conversation;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Memory_that_comes_from_the_turn_passes_and_leaves_the_conversation_alone(bool repeats)
    {
        await using var conversation = await StartAsync(repeats: repeats);

        await conversation.Expect.MemoryComesFromAsync(2, Question, "lisbon");
        await conversation.Expect.MemoryComesFromAsync(conversation.Turns[1], Question, "Lisbon");

        Assert.Equal(3, conversation.Turns.Count);
        Assert.Contains("the answer is 'You did not say.'", conversation.Checks[0].Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hard_coded_answer_fails()
    {
        await using var conversation = await StartAsync(hardCoded: "Lisbon");

        var error = await Assert.ThrowsAsync<CheckFailedException>(() => conversation.Expect.MemoryComesFromAsync(2, Question, "Lisbon"));

        Assert.Contains("memory comes from: without turn 2 the answer still contains 'Lisbon': 'For a trip to Lisbon.'", error.Message.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forgotten_fact_fails()
    {
        await using var conversation = await StartAsync(hardCoded: "Rome");

        var error = await Assert.ThrowsAsync<CheckFailedException>(() => conversation.Expect.MemoryComesFromAsync(2, Question, "Lisbon"));

        Assert.Contains("the answer does not contain 'Lisbon': 'For a trip to Rome.'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_proves_nothing_is_an_error()
    {
        await using var conversation = await StartAsync();

        Assert.Throws<ArgumentException>(() => new MemoryComesFromCheck(2, "Is it Lisbon?", "Lisbon"));
        Assert.Contains("is not in turn 1", (await Assert.ThrowsAsync<CheckErrorException>(() => conversation.Expect.MemoryComesFromAsync(1, Question, "Lisbon"))).Message, StringComparison.Ordinal);
        Assert.Contains("is in turn 2 already", (await Assert.ThrowsAsync<CheckErrorException>(() => conversation.Expect.MemoryComesFromAsync(3, Question, "Lisbon"))).Message, StringComparison.Ordinal);
        Assert.Contains("has 3 turns", (await Assert.ThrowsAsync<CheckErrorException>(() => conversation.Expect.MemoryComesFromAsync(4, Question, "Lisbon"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_dies_on_the_fork_is_an_error()
    {
        var dies = false;
        await using var conversation = await Conversation.StartAsync("dies", conversation => conversation.UseTarget((_, text, _) => dies ? throw new InvalidOperationException("Gone.") : Task.FromResult("Fine.")));
        await conversation.SayAsync("Lisbon.");
        dies = true;

        var error = await Assert.ThrowsAsync<CheckErrorException>(() => conversation.Expect.MemoryComesFromAsync(1, Question, "Lisbon"));

        Assert.Contains("Gone.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fact_of_another_conversation_is_found_wherever_it_leaks()
    {
        await using var first = await StartAsync();
        await using var clean = await Talk.StartAsync(Says("You have 147112 points."));
        await using var answer = await Talk.StartAsync(Says("You save for LISBON."));
        await using var call = await Talk.StartAsync(Calls("get_balance", new { account = "lisbon" }), Says("There is none."));
        await using var sent = await Conversation.StartAsync("sent", conversation => conversation.UseAgent(parts => new Agent(parts.Client(new ScriptedModel(_ => Says("Hello.")))) { Instructions = "The last customer goes to Lisbon." }));
        foreach (var conversation in (Conversation[])[clean, answer, call, sent])
            await conversation.SayAsync(Question);

        clean.Expect.NoFactLeaks("Lisbon", "4711").NoFactLeaks(first, "Lisbon");
        clean.Turns[0].Expect.NoFactLeaks("Lisbon");

        Assert.Contains("no fact leaks: 'Lisbon' is in the answer of turn 1: 'You save for LISBON.'", Fails(() => answer.Expect.NoFactLeaks(first, "Lisbon")).Message, StringComparison.Ordinal);
        Assert.Contains("'Lisbon' is in", Fails(() => call.Expect.NoFactLeaks("Lisbon")).Message, StringComparison.Ordinal);
        Assert.Contains("sent to the model in turn 1", Fails(() => sent.Expect.NoFactLeaks("Lisbon")).Message, StringComparison.Ordinal);
        Assert.Contains("is not in the conversation 'memory'", CannotTell(() => clean.Expect.NoFactLeaks(first, "Rome")).Message, StringComparison.Ordinal);
        Assert.Contains("was said in turn 2", CannotTell(() => first.Expect.NoFactLeaks("Lisbon")).Message, StringComparison.Ordinal);
    }
}
