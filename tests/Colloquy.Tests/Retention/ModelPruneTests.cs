using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Retention;

/// <summary>Pruning for which a model works.</summary>
public sealed class ModelPruneTests : RetentionTest
{
    [Fact]
    public async Task A_summary_is_committed_before_what_it_covers_is_removed()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var model = new ScriptedChatClient(Say("They asked five questions."));

        var result = await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(model, 2));

        Assert.Equal(10, result.Messages);
        Assert.Equal("question 6, answer 6", await TextsAsync(session));
        Assert.Contains("user: question 1\nassistant: answer 1\n", model.Requests[0].Messages[0].Text, StringComparison.Ordinal);
        var window = await WindowAsync(session);
        Assert.EndsWith("They asked five questions.", window[0].Text, StringComparison.Ordinal);
        Assert.Equal(["question 6", "answer 6"], window.Skip(1).Select(message => message.Text));
        var log = await VerifyAsync(session);
        Assert.Equal(["model-call", "summary", "state", "prune"], log.TakeLast(4).Select(entry => entry.Kind.Value));
        Assert.Equal(15, (await session.Usage.GetAsync()).TotalTokens);
        Assert.Null((await session.RefreshAsync()).LeasedUntil);
    }

    [Fact]
    public async Task What_a_summary_of_a_window_left_out_is_summed_up_before_it_is_removed()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var agent = new Agent(new ScriptedChatClient(Say("of the newest"), Say("answer 7"))) { Window = [new NewestTurnsStrategy(1), new SummarizeOldStrategy { MaxInputTokens = 10 }] };
        await agent.RunAsync("question 7", session);
        var model = new ScriptedChatClient(Say("of all"));

        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(model, 2));

        Assert.StartsWith("Summary of what came before:\nof the newest\n", model.Requests[0].Messages[0].Text, StringComparison.Ordinal);
        Assert.Contains("user: question 1\nassistant: answer 1\n", model.Requests[0].Messages[0].Text, StringComparison.Ordinal);
        Assert.Equal("question 7, answer 7", await TextsAsync(session));
        Assert.EndsWith("of all", (await WindowAsync(session))[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_models_work_for_pruning_is_no_use_of_the_session()
    {
        var session = await OpenAsync(new RetentionPolicy { Ttl = TimeSpan.FromHours(1) });
        await AddTurnsAsync(session, 6);
        var used = (await session.RefreshAsync()).UpdatedAt;
        Time.Advance(TimeSpan.FromMinutes(50));

        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new ScriptedChatClient(Say("They asked five questions.")), 2));

        Assert.Equal(used, (await session.RefreshAsync()).UpdatedAt);
    }

    [Fact]
    public async Task What_was_summarized_is_not_summarized_again()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var model = new ScriptedChatClient(Say("first"), Say("first and second"));
        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(model, 2));

        Assert.Equal(0, (await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(model, 2))).Entries);
        await AddTurnsAsync(session, 1, from: 7);
        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(model, 2));

        Assert.Equal(2, model.Requests.Count);
        Assert.StartsWith("Summary of what came before:\nfirst\n", model.Requests[1].Messages[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("question 5", model.Requests[1].Messages[0].Text, StringComparison.Ordinal);
        var summaries = (await VerifyAsync(session)).Where(entry => entry.Kind == EntryKind.Summary).ToList();
        Assert.Equal([true, false], summaries.Select(entry => entry.IsPruned));
        Assert.Equal(7, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task When_the_model_fails_nothing_is_removed()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var model = new ScriptedChatClient(Throw(new HttpRequestException("no answer")), Say("later"));

        var failed = await Assert.ThrowsAsync<PruneFailedException>(() => session.Retention.PruneAsync(PruneStrategy.SummarizeOld(model, 2)));

        Assert.Equal(new PositionRange(new Position(2), new Position(15)), failed.Range);
        Assert.Contains("nothing was removed: no answer", failed.Message, StringComparison.Ordinal);
        Assert.Equal(12, (await session.GetItemsAsync()).Count);
        Assert.Equal(1, (await session.Usage.GetAsync()).Calls);
        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(model, 2));
        Assert.Equal(2, (await session.GetItemsAsync()).Count);
    }

    [Fact]
    public async Task What_is_long_is_summarized_in_steps_and_goes_on_where_a_step_failed()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 8);
        var model = new ScriptedChatClient(Say("s1"), Throw(new HttpRequestException("no answer")), Say("s2"), Say("s3"), Say("s4"), Say("s5"), Say("s6"), Say("s7"));
        var strategy = PruneStrategy.SummarizeOld(model, 2, maxInputTokens: 30);

        await Assert.ThrowsAsync<PruneFailedException>(() => session.Retention.PruneAsync(strategy));
        Assert.Equal(16, (await session.GetItemsAsync()).Count);
        await session.Retention.PruneAsync(strategy);

        Assert.Equal("question 8, answer 8", await TextsAsync(session));
        for (var number = 1; number <= 7; number++)
            Assert.Equal(1 + (model.Requests[1].Messages[0].Text.Contains($"question {number}", StringComparison.Ordinal) ? 1 : 0), model.Requests.Count(request => request.Messages[0].Text.Contains($"question {number}\n", StringComparison.Ordinal)));
        Assert.All(model.Requests.Skip(3), (request, index) => Assert.StartsWith($"Summary of what came before:\ns{index + 2}\n", request.Messages[0].Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_matters_stays()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "I am allergic to nuts"), new(ChatRole.Assistant, "noted"), new(ChatRole.User, "look"), Calls("a"), Result("a", "sunny"), new(ChatRole.Assistant, "it is sunny")]);
        await AddTurnsAsync(session, 2);
        var model = new ScriptedChatClient(Say("""{"scores": [{"part": 1, "score": 10, "reason": "an allergy"}, {"part": 2, "score": 1, "reason": "small talk"}, {"part": 4, "score": 8, "reason": "the weather"}]}"""));

        await session.Retention.PruneAsync(PruneStrategy.KeepImportant(model, 2));

        Assert.Equal("I am allergic to nuts, , , question 2, answer 2", await TextsAsync(session));
        await WindowAsync(session);
        await AddTurnsAsync(session, 1, from: 3);
        var again = new ScriptedChatClient(Say("""{"scores": [{"part": 1, "score": 2, "reason": "asked"}, {"part": 2, "score": 2, "reason": "answered"}]}"""));
        await session.Retention.PruneAsync(PruneStrategy.KeepImportant(again, 2));
        Assert.Equal("I am allergic to nuts, , , question 3, answer 3", await TextsAsync(session));
        Assert.DoesNotContain("nuts", again.Requests[0].Messages[0].Text, StringComparison.Ordinal);
        await VerifyAsync(session);
    }

    [Fact]
    public async Task A_turn_that_begins_meanwhile_waits_for_the_model()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var model = new AnsweringChatClient(_ =>
        {
            // Apart from the pruning: what the model itself adds would wait for it.
            using (ExecutionContext.SuppressFlow())
                Task.Run(() => Assert.ThrowsAsync<SessionBusyException>(async () => await AddTurnsAsync(await OpenAsync(), 1))).Wait();
            return new ChatMessage(ChatRole.Assistant, "in short");
        });

        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(model, 2));

        Assert.Single(model.Requests);
        await AddTurnsAsync(session, 1, from: 7);
        Assert.Equal("question 6, answer 6, question 7, answer 7", await TextsAsync(session));
    }

    [Fact]
    public async Task Each_branch_gets_a_summary_of_its_own()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 3);
        var other = await session.Branches.ForkAfterTurnAsync(2, "other");
        await AddTurnsAsync(other, 2, from: 30);
        var number = 0;
        var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, $"summary {++number}"));

        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(model, 2));

        Assert.Equal(2, number);
        foreach (var branch in new[] { session, other })
        {
            var window = await WindowAsync(branch);
            Assert.Equal(3, window.Count);
            Assert.Contains("summary", window[0].Text, StringComparison.Ordinal);
        }

        Assert.Equal("question 3, answer 3", await TextsAsync(session));
        Assert.Equal("question 31, answer 31", await TextsAsync(other));
    }
}
