using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class ImportanceTests : WindowTest
{
    private readonly AnsweringChatClient _model = Answering();
    private string _scores = """Here you are: ```json {"scores": [{"part": 1, "score": 9, "reason": "the allergy"}, {"part": "3", "score": 3.2}, {"part": 5, "score": 12, "reason": "the date"}, {"part": 99, "score": 9}]} ```""";
    private int _asked;

    [Fact]
    public async Task What_matters_is_kept_with_the_reason()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);

        await Agent(200).RunAsync("next", session);

        Assert.Equal("question 1, question 3, question 15", Names(_model.Requests[0].Take(3)));
        var judged = await JudgedAsync(session);
        Assert.Equal([9, 3, 10], judged.Scores.Select(score => score.Score));
        Assert.Equal("the allergy", judged.Scores[0].Reason);
        var rows = (await session.Window.PreviewAsync(Agent(200).Window)).Rows;
        Assert.Contains(rows, row => row.Reason == "important, 9 of 10: the allergy" && row.IsShown);
    }

    [Fact]
    public async Task No_more_is_kept_than_may_be_and_each_exchange_is_judged_once()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);

        await Agent(100).RunAsync("next", session);
        await Agent(100).RunAsync("again", session);

        Assert.Equal("question 3, question 15", Names(_model.Requests[0].Take(2)));
        Assert.Equal("question 3, question 15", Names(_model.Requests[1].Take(2)));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_later_judgement_keeps_what_an_earlier_one_did()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        await Agent(500).RunAsync("next", session);
        _scores = """[{"part": 2, "score": 8, "reason": "more"}]""";

        for (var turn = 21; turn <= 35; turn++)
            await Agent(500).RunAsync(Text($"question {turn}", 75), session);

        Assert.True(_asked >= 2);
        Assert.Equal("question 1, question 3", Names(_model.Requests[^1].Take(2)));
        Assert.Contains((await JudgedAsync(session)).Scores, score => score.Reason == "the date");
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_leaves_the_window_as_it_was()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        _scores = "I would rather not.";

        await Agent(200).RunAsync("next", session);

        Assert.Equal("question 15", Names(_model.Requests[0].Take(1)));
        Assert.Equal("The model wrote no scores that can be read.", (await CallsAsync(Store, session))[0].Error);
        Assert.Contains(Logger.Lines, line => line.StartsWith("Warning: The model call for the importance of positions 2 to ", StringComparison.Ordinal));
    }

    private Agent Agent(int tokens) => new(_model)
    {
        Window = [new TokenBudgetStrategy(2_000), new KeepImportantStrategy(tokens, new AnsweringChatClient(_ =>
        {
            _asked++;
            return new ChatMessage(ChatRole.Assistant, _scores);
        }))],
    };

    private async Task<ImportanceBody> JudgedAsync(Session session)
    {
        var page = await Store.ReadAsync(session.Key, LogRead.All() with { Kinds = [EntryKind.Importance], Limit = LogRead.MaxLimit });
        return (ImportanceBody)page.Entries[^1].Decode(session.Key);
    }
}
