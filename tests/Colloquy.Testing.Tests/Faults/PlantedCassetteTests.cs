using Colloquy.Testing.Tests.Cassettes;

namespace Colloquy.Testing.Tests.Faults;

/// <summary>A fault that is planted in a conversation which is replayed: it is in front of the cassette.</summary>
public sealed class PlantedCassetteTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Fact]
    public async Task A_spoilt_answer_is_replayed_to_its_end()
    {
        await Tapes.SayAsync("notes", _tapes.Counting(CassetteMode.Record), "hello", "add 2", "again");

        var turns = await SayAsync("changes-language", CassetteMode.Replay, "hello", "add 2", "again");

        Assert.Equal("1 messages, the first of them: hello", turns[0].Text);
        Assert.All(turns.Skip(1), turn => Assert.StartsWith("Das habe ich", turn.Text, StringComparison.Ordinal));
        Assert.All(turns, turn => Assert.True(turn.Origin.HasFlag(AnswerOrigin.Replayed)));
    }

    [Fact]
    public async Task A_call_that_is_made_again_is_answered_again()
    {
        await Tapes.SayAsync("notes", _tapes.Counting(CassetteMode.Record), "add 2", "hello");
        var (clients, hosts) = (_tapes.Clients, _tapes.Hosts);

        await using var conversation = await StartAsync("calls-twice", CassetteMode.Replay);
        var turn = await conversation.SayAsync("add 2");
        await conversation.SayAsync("hello");

        Assert.Equal(["2", "2"], turn.ToolCalls.Select(call => call.ResultText));
        Assert.Equal(1, Assert.Single(conversation.Extensions.OfType<Cassette>()).RepeatedCount);
        Assert.Equal((clients, hosts), (_tapes.Clients, _tapes.Hosts));
    }

    [Fact]
    public async Task A_call_of_an_earlier_turn_that_is_made_again_is_answered_again()
    {
        await Tapes.SayAsync("notes", _tapes.Counting(CassetteMode.Record, model: Looking), "look", "hello");

        await using var conversation = await StartAsync("calls-needlessly", CassetteMode.Replay);
        await conversation.SayAsync("look");
        var turn = await conversation.SayAsync("hello");

        Assert.Equal("0", Assert.Single(turn.CallsOf("value")).ResultText);

        static ScriptedModel Looking() => new(messages => messages[^1].Text == "look" ? new(ChatRole.Assistant, [new FunctionCallContent("call-1", "value", new Dictionary<string, object?>())]) : new(ChatRole.Assistant, $"{messages.Count} messages"));
    }

    [Fact]
    public async Task A_request_that_differs_by_the_fault_is_a_miss_that_says_so()
    {
        await Tapes.SayAsync("notes", _tapes.Counting(CassetteMode.Record), "hello", "again");

        var error = await Assert.ThrowsAsync<CassetteMissException>(() => SayAsync("forgets-history", CassetteMode.Replay, "hello", "again"));

        Assert.Contains("A fault is planted in the conversation", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("forgets-history", CassetteMode.Auto)]
    [InlineData("passes-wrong-amounts", CassetteMode.Auto)]
    [InlineData("misreads-results", CassetteMode.Record)]
    public async Task What_a_spoilt_agent_does_is_never_recorded(string fault, CassetteMode mode)
    {
        await Tapes.SayAsync("notes", _tapes.Counting(CassetteMode.Record), "hello", "add 2");
        var before = _tapes.Read("notes");

        await Record.ExceptionAsync(() => SayAsync(fault, mode, "hello", "add 2", "something else"));

        Assert.Equal(before, _tapes.Read("notes"));
    }

    private async Task<IReadOnlyList<TurnResult>> SayAsync(string fault, CassetteMode mode, params string[] texts)
    {
        await using var conversation = await StartAsync(fault, mode);
        try
        {
            foreach (var text in texts)
                await conversation.SayAsync(text);
        }
        catch (NoAnswerException error) when (error.InnerException is CassetteMissException miss)
        {
            throw miss;
        }

        return conversation.Turns;
    }

    private Task<Conversation> StartAsync(string fault, CassetteMode mode) => Conversation.StartAsync(new ConversationBuilder("notes").AddExtension(PlantedFaults.Find(fault).CreateExtension()), _tapes.Counting(mode));
}
