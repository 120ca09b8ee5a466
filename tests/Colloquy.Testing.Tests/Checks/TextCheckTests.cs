using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class TextCheckTests
{
    [Fact]
    public async Task Text_is_found_whatever_its_case_quotes_and_spaces()
    {
        var turn = await TurnAsync(Says("It’s all set —\n  “Lisbon” it is, for $1,500.00."));

        turn.Expect.Text("lisbon").Text("it's all set - \"Lisbon\"").TextContainsAny("Rome", "Lisbon").TextMatches(@"lisbon.*\$1,500").TextDoesNotContain("Rome", "Paris");

        Fails(() => turn.Expect.Text("lisbon", ignoreCase: false));
        Assert.Contains("text: the text is 'It's all set", Fails(() => turn.Expect.Text("Rome")).Message.Replace('’', '\''), StringComparison.Ordinal);
        Assert.Contains("the answer contains 'lisbon': ", Fails(() => turn.Expect.TextDoesNotContain("lisbon")).Message, StringComparison.Ordinal);
        Assert.Contains("expected: the answer matches /^Rome/", Fails(() => turn.Expect.TextMatches("^Rome")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_that_takes_too_long_is_an_error()
    {
        var turn = await TurnAsync(Says(new string('a', 60) + "!"));

        CannotTell(() => turn.Expect.TextMatches("^(a+)+$"));
    }

    [Fact]
    public async Task One_answer_of_the_conversation_is_enough_and_none_may_have_what_is_excluded()
    {
        await using var conversation = await StartAsync(Says("Lisbon."), Says("Rome."));
        await conversation.SayAsync("One.");
        await conversation.SayAsync("Two.");

        conversation.Expect.Text("Lisbon").Text("Rome");

        Assert.Contains("the answer of turn 2 contains 'Rome'", Fails(() => conversation.Expect.TextDoesNotContain("Rome")).Message, StringComparison.Ordinal);
        Fails(() => conversation.Turns[1].Expect.Text("Lisbon"));
    }

    [Fact]
    public async Task An_empty_text_cannot_be_asked_for()
    {
        var turn = await TurnAsync(Says("Lisbon."));

        Assert.Throws<ArgumentException>(() => turn.Expect.Text(""));
        Assert.Throws<ArgumentException>(() => turn.Expect.TextDoesNotContain(" "));
        Assert.Empty(turn.Checks);
    }
}
