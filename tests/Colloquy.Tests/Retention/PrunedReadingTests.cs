using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Retention;

/// <summary>What readers make of a session that was pruned.</summary>
public sealed class PrunedReadingTests : RetentionTest
{
    private readonly AnsweringChatClient _model = new(messages => new ChatMessage(ChatRole.Assistant, $"re: {messages[^1].Text}"));

    [Fact]
    public async Task Turns_are_listed_with_what_their_headers_tell()
    {
        var session = await OpenAsync();
        for (var i = 1; i <= 4; i++)
            await Agent().RunAsync($"question {i}", session);

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(3));

        var turns = (await session.Turns.ReadAsync().ToListAsync()).OrderBy(turn => turn.Number).ToList();
        Assert.Equal([(1, true, null), (2, true, null), (3, true, null), (4, false, "question 4")], turns.Select(turn => (turn.Number, turn.IsPruned, turn.Input)));
        Assert.All(turns, turn => Assert.Equal((TurnStatus.Completed, "a", 15), (turn.Status, turn.Agent, turn.Usage.TotalTokens)));
        Assert.Empty((await session.Turns.GetContentsAsync(1)).Items);
        Assert.Equal(["re: question 3"], (await session.Turns.GetContentsAsync(3)).Items.Select(item => item.Text));
        Assert.Equal(4, await session.Turns.CountAsync());
        Assert.Equal(5, (await Agent().RunAsync("question 5", session)).TurnNumber);
    }

    [Fact]
    public async Task Items_are_those_that_are_left()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 50);
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(3));

        Assert.Equal(["answer 49", "question 50", "answer 50"], (await session.GetItemsAsync(limit: 10)).Select(item => item.Text));
        Assert.Equal(["question 50"], (await session.GetItemsAsync(limit: 10, role: ChatRole.User)).Select(item => item.Text));
        Assert.Equal(["answer 49", "question 50", "answer 50"], (await session.ReadItemsAsync().ToListAsync()).Select(item => item.Text));
        Assert.Equal(["answer 50"], (await session.GetItemsAsync(limit: 1)).Select(item => item.Text));
        for (var i = 0; i < 3; i++)
            Assert.Single(await session.PopAsync());
        Assert.Empty(await session.PopAsync());
    }

    [Fact]
    public async Task Undo_redo_and_forks_go_to_what_was_pruned_and_back()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 4);
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));

        await session.UndoTurnAsync();
        Assert.Empty(await session.GetItemsAsync());
        Assert.Empty(await WindowAsync(session));
        await session.UndoTurnAsync();
        Assert.Equal(2, await session.Turns.CountAsync());
        await session.RedoAsync();
        await session.RedoAsync();
        Assert.Equal("question 4, answer 4", await TextsAsync(session));
        var early = await session.Branches.ForkAfterTurnAsync(2, "early");
        Assert.Equal("re: hello", (await Agent().RunAsync("hello", early)).Text);
        Assert.Equal(["hello", "re: hello"], (await early.GetItemsAsync()).Select(item => item.Text));
        var first = await session.Branches.ForkAfterTurnAsync(1, "first");
        await Assert.ThrowsAsync<EntryNotFoundException>(() => Agent().RetryTurnAsync(first));
        await VerifyAsync(session);
    }

    [Fact]
    public async Task What_a_model_was_shown_says_what_is_missing()
    {
        var session = await OpenAsync();
        for (var i = 1; i <= 4; i++)
            await Agent().RunAsync($"question {i}", session);
        var answers = (await session.GetItemsAsync()).Where(item => item.Role == ChatRole.Assistant).Select(item => item.Position).ToList();
        var whole = await session.Window.ExplainAsync(answers[3]);

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));

        var left = await session.Window.ExplainAsync(answers[3]);
        Assert.Equal((false, true), (whole.IsPruned, left.IsPruned));
        Assert.Equal(["question 4"], left.Messages.Select(message => message.Text));
        Assert.True((await session.Window.ExplainAsync(answers[0])).IsPruned);
    }

    [Fact]
    public async Task Attachments_go_with_the_last_message_that_has_them()
    {
        var session = await OpenAsync();
        var (lone, shared) = (Attachment(1), Attachment(2));
        await session.AddAsync(new ChatMessage(ChatRole.User, [new TextContent("two pictures"), lone, shared]));
        await AddTurnsAsync(session, 3);
        await session.AddAsync(new ChatMessage(ChatRole.User, [new TextContent("again"), shared]));

        var result = await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));

        Assert.Equal(1, result.Blobs);
        Assert.Null(await Store.GetBlobAsync(Key, Digest.Of(lone.Data.Span)));
        Assert.Equal(shared.Data.ToArray(), ((DataContent)(await session.GetItemsAsync())[^1].Message.Contents[1]).Data.ToArray());
        await session.AddAsync(new ChatMessage(ChatRole.User, [lone]));
        Assert.NotNull(await Store.GetBlobAsync(Key, Digest.Of(lone.Data.Span)));
    }

    [Fact]
    public async Task Content_that_a_window_showed_instead_goes_with_it()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "look"), Calls("a"), Result("a", new string('x', 4_000)), new(ChatRole.Assistant, "long")]);
        var agent = new Agent(_model) { Name = "a", Window = [new ShortenToolResultsStrategy(50)] };
        await agent.RunAsync("question 1", session);
        var edit = Assert.Single((await VerifyAsync(session)).Select(entry => entry.Decode(Key)).OfType<ModelCallBody>().First().Edits!);
        Assert.NotNull(await Store.GetBlobAsync(Key, edit.Message));
        await AddTurnsAsync(session, 2);

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));

        Assert.Null(await Store.GetBlobAsync(Key, edit.Message));
        Assert.True((await session.Window.ExplainAsync(new Position((await VerifyAsync(session)).First(entry => entry.Kind == EntryKind.ModelCall).Position.Value + 1))).IsPruned);
    }

    [Fact]
    public async Task A_document_of_it_comes_back_the_same()
    {
        var session = await OpenAsync();
        for (var i = 1; i <= 4; i++)
            await Agent().RunAsync($"question {i}", session);
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(3));
        using var document = new MemoryStream();
        await session.Documents.ExportAsync(document);
        document.Position = 0;
        await using var other = new InMemorySessionStore();

        var imported = await other.ImportAsync(document);

        Assert.Equal(await TextsAsync(session), await TextsAsync(imported));
        Assert.Equal((await session.Turns.ReadAsync().ToListAsync()).Select(turn => turn.IsPruned), (await imported.Turns.ReadAsync().ToListAsync()).Select(turn => turn.IsPruned));
        Assert.Equal((await session.Usage.GetAsync()).ToString(), (await imported.Usage.GetAsync()).ToString());
        await VerifyAsync(other, imported);
        await AddTurnsAsync(imported, 1, from: 5);
        await imported.Retention.PruneAsync(PruneStrategy.KeepLast(2));
        Assert.Equal("question 5, answer 5", await TextsAsync(imported));
    }

    [Fact]
    public async Task What_was_pruned_is_passed_over_not_read()
    {
        var store = new RetainingStore(Store);
        var session = await store.OpenAsync(Key);
        await AddTurnsAsync(session, 3_000);
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(10));

        store.EntriesRead = 0;
        await Agent().RunAsync("hello", await store.OpenAsync(Key));
        Assert.InRange(store.EntriesRead, 1, 150);

        store.EntriesRead = 0;
        Assert.Equal(12, (await session.GetItemsAsync(limit: 100)).Count);
        Assert.Equal(12, await session.ReadItemsAsync().CountAsync());
        Assert.InRange(store.EntriesRead, 1, 1_300);

        await AddTurnsAsync(session, 10);
        store.EntriesRead = 0;
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(10));
        Assert.InRange(store.EntriesRead, 1, 400);
    }

    [Fact]
    public async Task Followers_see_that_something_was_pruned()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 3);
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));
        await session.AddAsync(new ChatMessage(ChatRole.User, "the end"));

        var seen = new List<EntryBody>();
        await foreach (var entry in session.FollowAsync(new FollowOptions { After = Position.Start }, TestContext.Current.CancellationToken))
        {
            seen.Add(entry.Body);
            if (entry.Body is MessageBody { Message.Text: "the end" })
                break;
        }

        Assert.Equal(6, seen.OfType<PrunedBody>().Count());
        Assert.Equal("keep-last 2", Assert.Single(seen.OfType<PruneBody>()).Strategy);
    }

    private static DataContent Attachment(byte content)
    {
        var bytes = new byte[70_000];
        Array.Fill(bytes, content);
        return new DataContent(bytes, "image/png");
    }

    private Agent Agent() => new(_model) { Name = "a" };
}
