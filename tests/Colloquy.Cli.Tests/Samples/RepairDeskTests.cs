using Colloquy.Offline;
using Colloquy.Samples;

namespace Colloquy.Cli.Tests;

public sealed class RepairDeskTests : IAsyncDisposable
{
    private static readonly Caller Ines = new("ines@works.example", "Ines", "hall 2");
    private static readonly Caller Marek = new("marek@works.example", "Marek", "hall 5");

    private readonly InMemorySessionStore _store = new();
    private readonly RepairDesk _desk;

    public RepairDeskTests() => _desk = new RepairDesk(_store, new OfflineChatClient());

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_caller_is_new_once_and_welcomed_back_after()
    {
        var first = await _desk.AnswerAsync(Ines, "Hello");
        var second = await _desk.AnswerAsync(Ines, "Hello again");

        Assert.Equal((false, true), (first.CalledBefore, second.CalledBefore));
        Assert.StartsWith("Welcome back", second.Answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cases_are_numbered_over_all_callers_and_belong_to_one()
    {
        await _desk.AnswerAsync(Ines, "Please open a case: the crane is stuck.");
        await _desk.AnswerAsync(Marek, "Please open a case: the gate squeaks.");

        Assert.Equal("CASE-101", Assert.Single(await _desk.ListCasesAsync(Ines.Id)).Number);
        var second = Assert.Single(await _desk.ListCasesAsync(Marek.Id));
        Assert.Equal(("CASE-102", "open", "normal"), (second.Number, second.State, second.Priority));
        Assert.Contains("gate", second.Subject, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_recap_tells_caller_hall_steps_and_open_cases()
    {
        await _desk.AnswerAsync(Ines, "Please open a case: the crane is stuck.");

        var reply = await _desk.AnswerAsync(Ines, "Could you give me a recap of this week?");

        Assert.Equal("get_recap", Assert.Single(reply.Answer.ToolCalls).Name);
        foreach (var expected in new[] { "Ines", "hall 2", "steps 1", "openCases 1", "Opened CASE-101" })
            Assert.Contains(expected, reply.Answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_takes_the_turn_back_with_the_case_that_it_opened()
    {
        await _desk.AnswerAsync(Ines, "Hello");
        await _desk.AnswerAsync(Ines, "Please open a case: the crane is stuck.");

        var undone = await _desk.TakeBackAsync(Ines.Id);

        Assert.Equal(2, undone!.Number);
        Assert.Empty(await _desk.ListCasesAsync(Ines.Id));
        Assert.Equal(new ConversationSize(1, 2), await _desk.CountAsync(Ines.Id));
    }

    [Fact]
    public async Task Undo_of_nothing_is_null() => Assert.Null(await _desk.TakeBackAsync(Ines.Id));

    [Fact]
    public async Task Starting_over_with_one_caller_leaves_the_other()
    {
        await _desk.AnswerAsync(Ines, "Please open a case: the crane is stuck.");
        await _desk.AnswerAsync(Marek, "Hello");

        await _desk.StartOverAsync(Ines.Id);

        Assert.Equal(new ConversationSize(0, 0), await _desk.CountAsync(Ines.Id));
        Assert.Empty(await _desk.ListCasesAsync(Ines.Id));
        Assert.Equal(new ConversationSize(1, 2), await _desk.CountAsync(Marek.Id));
        Assert.False((await _desk.AnswerAsync(Ines, "Hello")).CalledBefore);
    }
}
