using Colloquy.Storage.Conformance;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class SummaryTests : WindowTest
{
    private const string Note = "[This is not a message of the user: it is a summary, written by a model, of the messages before this point, which are not shown.]\n";

    private readonly AnsweringChatClient _model = Answering();
    private int _written;
    private bool _fails;

    [Fact]
    public async Task A_summary_takes_the_place_of_what_is_cut()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);

        var answer = await Agent().RunAsync("next", session);

        var sent = _model.Requests[0];
        Assert.Equal(ChatRole.User, sent[0].Role);
        Assert.Equal(Note + "summary 1", sent[0].Text);
        Assert.Equal("question 15", Names([sent[1]]));
        var (position, summary) = Assert.Single(await SummariesAsync(session));
        var items = await session.GetItemsAsync();
        Assert.All(items.Where(item => summary.Covers.Contains(item.Position)), item => Assert.True(item.Position < items.First(shown => shown.Text == sent[1].Text).Position));
        Assert.Equal(28, items.Count(item => summary.Covers.Contains(item.Position)));
        Assert.Equal(42, items.Count);
        var paid = Assert.Single(await CallsAsync(Store, session), call => call.Purpose == "summary");
        Assert.Equal(summary.Call, paid.Call);
        Assert.Equal(7, answer.Usage.InputTokenCount);
        Assert.True(answer.TurnStart < position);
    }

    [Fact]
    public async Task A_later_window_shows_the_summary_without_asking_again_or_reading_what_it_covers()
    {
        var store = new CountingStore(Store);
        var session = await store.OpenAsync(new SessionKey("s"));
        await AddTurnsAsync(session, 2_000);
        await Agent().RunAsync("next", session);
        store.EntriesRead = 0;

        await Agent().RunAsync("again", await store.OpenAsync(new SessionKey("s")));

        Assert.Equal(Note + "summary 1", _model.Requests[1][0].Text);
        Assert.Equal(1, _written);
        Assert.InRange(store.EntriesRead, 1, 300);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 24)]
    public async Task A_window_that_begins_behind_the_entry_of_a_summary_begins_with_the_summary(long cacheBytes)
    {
        Store.ConfigureHistoryCache(new HistoryCacheOptions { MaxBytes = cacheBytes });
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        await Agent().RunAsync("next", session);
        await AddTurnsAsync(session, 100, from: 21);
        var brief = new Agent(_model) { Name = "brief", Window = [new NewestTurnsStrategy(2)] };

        for (var i = 0; i < 4; i++)
            await brief.RunAsync($"again {i}", session);

        Assert.All(_model.Requests.Skip(1), request => Assert.Equal(Note + "summary 1", request[0].Text));
        Assert.Equal("again 3", _model.Requests[^1][^1].Text);
        Assert.Equal(4, _model.Requests[^1].Count);
    }

    [Fact]
    public async Task The_summary_of_a_pruning_begins_windows_that_begin_behind_its_entry()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        using var summarizer = new AnsweringChatClient(Write);
        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(summarizer, messages: 10));
        await AddTurnsAsync(session, 100, from: 21);

        var report = await session.Window.PreviewAsync([new NewestTurnsStrategy(2)]);

        Assert.Equal(Note + "summary 1", report.Messages[0].Text);
    }

    [Fact]
    public async Task A_branch_from_before_a_summary_and_one_from_behind_it_begin_as_their_lines_say()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        await Agent().RunAsync("next", session);
        await AddTurnsAsync(session, 100, from: 21);
        var items = await session.GetItemsAsync();
        var earlier = await session.Branches.ForkAtAsync(items[30].Position, "earlier");
        var later = await session.Branches.ForkAtAsync(items[^1].Position, "later");

        var (before, behind) = (await earlier.Window.PreviewAsync([new NewestMessagesStrategy(3)]), await later.Window.PreviewAsync([new NewestMessagesStrategy(3)]));

        Assert.Equal(3, before.Messages.Count);
        Assert.Equal((4, Note + "summary 1"), (behind.Messages.Count, behind.Messages[0].Text));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 24)]
    public async Task Where_the_newest_summary_of_a_line_was_pruned_every_window_begins_with_the_newest_that_is_left(long cacheBytes)
    {
        Store.ConfigureHistoryCache(new HistoryCacheOptions { MaxBytes = cacheBytes });
        var session = await OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            await AddTurnsAsync(session, 20, from: (20 * i) + 1);
            await Agent().RunAsync($"run {i + 1}", session);
            if (i == 0)
                await session.Branches.ForkAtAsync((await session.GetItemsAsync(limit: 1))[0].Position, "other");
        }

        // The branch keeps its third summary, and the other branch the first. The undo takes the third back.
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(8));
        await session.UndoTurnAsync();
        var all = new Agent(_model) { Name = "all", Window = [] };
        var brief = new Agent(_model) { Name = "brief", Window = [new NewestTurnsStrategy(1)] };
        var before = _model.Requests.Count;

        foreach (var agent in (Agent[])[brief, all, brief, all])
            await agent.RunAsync("again", session);

        Assert.Equal(3, _written);
        Assert.All(_model.Requests.Skip(before), request => Assert.Equal(Note + "summary 1", request[0].Text));
        Assert.Equal([2, 18, 2, 22], _model.Requests.Skip(before).Select(request => request.Count));
    }

    [Fact]
    public async Task Where_the_newest_summary_cannot_be_read_every_window_begins_with_the_one_before_it()
    {
        var session = await OpenAsync();
        for (var i = 0; i < 2; i++)
        {
            await AddTurnsAsync(session, 20, from: (20 * i) + 1);
            await Agent().RunAsync($"run {i + 1}", session);
        }

        var newest = (await SummariesAsync(session))[^1].Position;
        var damaged = await new DamagedStore(Store, session.Key, newest, Damage.NoJson).OpenAsync(session.Key);

        var (brief, all) = (await damaged.Window.PreviewAsync([new NewestTurnsStrategy(1)]), await damaged.Window.PreviewAsync([]));

        Assert.Equal((Note + "summary 1", Note + "summary 1"), (brief.Messages[0].Text, all.Messages[0].Text));
    }

    [Fact]
    public async Task A_long_result_that_is_shortened_for_a_summary_stays_well_formed()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "go"), Calls("a"), Result("a", "x" + string.Concat(Enumerable.Repeat("😀", 4_000)))]);
        await AddTurnsAsync(session, 5);
        var summarizer = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "in short"));

        await new Agent(_model) { Window = [new NewestTurnsStrategy(2), new SummarizeOldStrategy(summarizer)] }.RunAsync("next", session);

        var asked = Assert.Single(summarizer.Requests)[0].Text;
        Assert.Contains("😀 […] 😀", asked, StringComparison.Ordinal);
        Assert.DoesNotContain(asked.EnumerateRunes(), rune => rune == System.Text.Rune.ReplacementChar);
    }

    [Fact]
    public async Task A_newer_summary_covers_the_older_one()
    {
        var session = await OpenAsync();
        for (var turn = 1; turn <= 30; turn++)
            await Agent().RunAsync(Text($"question {turn}", 75), session);

        var summaries = await SummariesAsync(session);
        Assert.True(summaries.Count >= 2);
        for (var i = 1; i < summaries.Count; i++)
        {
            Assert.Equal(summaries[i - 1].Position, summaries[i].Body.Earlier);
            Assert.Equal(summaries[i - 1].Body.Covers.First, summaries[i].Body.Covers.First);
            Assert.True(summaries[i - 1].Body.Covers.Last < summaries[i].Body.Covers.Last);
        }

        Assert.All(_model.Requests, request => Assert.InRange(request.Count(message => message.Text.StartsWith(Note, StringComparison.Ordinal)), 0, 1));
        Assert.Equal(Note + $"summary {summaries.Count}", _model.Requests[^1][0].Text);
    }

    [Fact]
    public async Task When_the_model_fails_nothing_is_lost_and_the_next_turn_tries_again()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        _fails = true;

        await Agent().RunAsync("next", session);

        Assert.Equal("question 15", Names(_model.Requests[0].Take(1)));
        Assert.Empty(await SummariesAsync(session));
        Assert.Equal(42, (await session.GetItemsAsync()).Count);
        Assert.Equal("the summarizer is down", Assert.Single(await CallsAsync(Store, session), call => call.Purpose == "summary").Error);
        Assert.StartsWith("Warning: The model call for the summary of positions 2 to ", Assert.Single(Logger.Lines), StringComparison.Ordinal);

        _fails = false;
        await Agent().RunAsync("again", session);

        Assert.Equal(Note + "summary 2", _model.Requests[1][0].Text);
        Assert.Equal("question 15", Names([_model.Requests[1][1]]));
    }

    [Fact]
    public async Task A_model_that_fails_is_asked_once_in_a_turn()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        _fails = true;
        var step = 0;
        using var model = new AnsweringChatClient(_ => ++step < 4 ? Calls($"{step}") : new ChatMessage(ChatRole.Assistant, "done")) { Usage = _ => null };

        await new Agent(model) { Window = Agent().Window, Tools = [AIFunctionFactory.Create(() => "x", "look")] }.RunAsync("next", session);

        Assert.Equal(1, _written);
        Assert.Equal(4, model.Requests.Count);
    }

    [Fact]
    public async Task A_summary_that_says_nothing_is_a_failure()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        using var silent = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, " "));

        await new Agent(_model) { Window = [new TokenBudgetStrategy(2_000), new SummarizeOldStrategy(silent)] }.RunAsync("next", session);

        Assert.Empty(await SummariesAsync(session));
        Assert.Equal("The model wrote no summary.", (await CallsAsync(Store, session))[0].Error);
        Assert.Equal(10, (await CallsAsync(Store, session))[0].Usage!.InputTokenCount);
    }

    [Fact]
    public async Task A_summary_that_was_undone_is_not_shown()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        await Agent().RunAsync("next", session);

        await session.UndoTurnAsync();
        var report = await session.Window.PreviewAsync([]);

        Assert.Equal(40, report.Messages.Count);
    }

    [Fact]
    public async Task A_summary_survives_the_death_of_the_process_after_its_commit()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        var dying = await new DyingStore(Store, commitsToLive: 1, diesAfterCommitting: true).OpenAsync(new SessionKey("s"));
        await Assert.ThrowsAsync<ProcessDiedException>(() => Agent().RunAsync("next", dying, new RunOptions { LeaseDuration = TimeSpan.FromSeconds(1) }));

        Assert.Single(await SummariesAsync(session));
        var answer = await Agent().ResumeAsync(session);

        Assert.Equal(TurnStatus.Completed, answer!.Status);
        Assert.Equal(Note + "summary 1", _model.Requests[^1][0].Text);
        Assert.Equal(1, _written);
    }

    [Fact]
    public async Task What_is_cut_of_the_running_turn_is_not_summarized()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        var step = 0;
        using var model = new AnsweringChatClient(_ => ++step <= 30 ? Calls($"{step}") : new ChatMessage(ChatRole.Assistant, "done")) { Usage = _ => null };

        await new Agent(model) { Window = Agent().Window, Tools = [AIFunctionFactory.Create(() => Text("found", 100), "look")] }.RunAsync("the task", session);

        var task = (await session.GetItemsAsync()).First(item => item.Text == "the task");
        Assert.All(await SummariesAsync(session), summary => Assert.True(summary.Body.Covers.Last < task.Position));
        Assert.All(model.Requests, request => Assert.Contains(request, message => message.Text == "the task"));
        Assert.All(model.Requests, request => Assert.True(Balanced.Is(request)));
    }

    [Fact]
    public async Task A_preview_tells_what_a_summary_covers_and_that_one_would_be_written()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 20);
        var before = await session.Window.PreviewAsync(Agent().Window);
        await Agent().RunAsync("next", session);

        var after = await session.Window.PreviewAsync(Agent().Window);

        Assert.StartsWith("A model would be asked to summarize positions 2 to ", Assert.Single(before.Notes), StringComparison.Ordinal);
        var (position, summary) = Assert.Single(await SummariesAsync(session));
        Assert.Equal((summary.Covers, false, $"covered by the summary of position {position}"), (after.Rows[0].Positions!.Value, after.Rows[0].IsShown, after.Rows[0].Reason));
        Assert.Equal((true, Note + "summary 1"), (after.Rows[1].IsAdded, after.Messages[0].Text));
        Assert.Equal(1, _written);
    }

    private Agent Agent() => new(_model) { Window = [new TokenBudgetStrategy(2_000), new SummarizeOldStrategy(new AnsweringChatClient(Write) { Usage = _ => new UsageDetails { InputTokenCount = 7 } })] };

    private ChatMessage Write(IReadOnlyList<ChatMessage> messages)
    {
        _written++;
        Assert.Contains("user: question", messages[0].Text, StringComparison.Ordinal);
        return _fails ? throw new InvalidOperationException("the summarizer is down") : new ChatMessage(ChatRole.Assistant, $"summary {_written}");
    }

    private async Task<IReadOnlyList<(Position Position, SummaryBody Body)>> SummariesAsync(Session session)
    {
        var page = await Store.ReadAsync(session.Key, LogRead.All() with { Kinds = [EntryKind.Summary], Limit = LogRead.MaxLimit });
        return [.. page.Entries.Select(entry => (entry.Position, (SummaryBody)entry.Decode(session.Key)))];
    }
}
