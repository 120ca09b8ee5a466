using Colloquy.Offline;
using Colloquy.Sqlite;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/coming-from/openai-agents.md, compiled and run with the offline stand-in for a model.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class FromOpenAIAgentsSnippets : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");
    private readonly OfflineChatClient _model = new();

    [Fact]
    public async Task The_agent_knows_the_first_message_when_it_answers_the_second()
    {
        var chatClient = _model;
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("monday"));
        var agent = new Agent(chatClient)
        {
            Name = "foreman",
            Instructions = """
                You plan the work of a machine shop.

                - Number the jobs.
                - Name a job as the caller named it.
                """,
        };

        var first = await agent.RunAsync("Put 'Grease the lathe' on the list", session);
        var second = await agent.RunAsync("What is on the list?", session);

        Assert.Equal("\"Grease the lathe\" is on the list, as job 1 of 1.", first.Text);
        Assert.Equal("On the list: (1) Grease the lathe.", second.Text);
    }

    [Fact]
    public async Task The_conversation_survives_the_process()
    {
        using var inside = new WorkingFolder(_folder);
        var chatClient = _model;

        // snippet: openai-agents-file
        var agent = new Agent(chatClient) { Name = "foreman", Instructions = "You plan the work of a machine shop." };

        await using (var store = await SqliteSessionStore.OpenAsync("shop.db"))
        {
            var session = await store.OpenAsync(new SessionKey("hall-2"));
            await agent.RunAsync("Put 'Replace the belt of the drill' on the list", session);
        }

        // The next day, in another process
        await using (var store = await SqliteSessionStore.OpenAsync("shop.db"))
        {
            var session = await store.OpenAsync(new SessionKey("hall-2"));
            var answer = await agent.RunAsync("What is on the list?", session);
            Console.WriteLine(answer.Text);     // On the list: (1) Replace the belt of the drill.
        }

        // snippet: end
        await using var again = await SqliteSessionStore.OpenAsync("shop.db");
        var answers = (await (await again.OpenAsync(new SessionKey("hall-2"))).GetItemsAsync(role: ChatRole.Assistant)).Select(item => item.Text);
        Assert.Equal(["\"Replace the belt of the drill\" is on the list, as job 1 of 1.", "On the list: (1) Replace the belt of the drill."], answers);
    }

    [Fact]
    public async Task Items_are_counted_limited_and_cleared()
    {
        var agent = new Agent(_model) { Name = "foreman", Instructions = "Answer in one line." };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("hall-2"));
        await agent.RunAsync("Good morning!", session);
        await agent.RunAsync("What is 17 + 25?", session);

        // snippet: openai-agents-items
        foreach (var item in await session.GetItemsAsync())
            Console.WriteLine($"{item.Position} {item.Role}: {item.Text}");

        var newest = await session.GetItemsAsync(limit: 3);       // in chronological order
        // snippet: end

        Assert.Equal(["user", "assistant", "user", "assistant"], (await session.GetItemsAsync()).Select(item => item.Role.Value));
        Assert.Equal(["assistant", "user", "assistant"], newest.Select(item => item.Role.Value));
        await agent.RunAsync("And 3 + 3?", session);
        Assert.Equal(5, (await session.GetItemsAsync(limit: 5)).Count);
        await session.ClearAsync();
        Assert.Empty(await session.GetItemsAsync());
    }

    [Fact]
    public async Task A_mistake_is_corrected_by_popping_it()
    {
        var agent = new Agent(_model) { Name = "foreman", Instructions = "You keep a list." };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("mistakes"));

        // snippet: openai-agents-pop
        await agent.RunAsync("Put 'Grease the crane' on the list", session);        // it is the lathe

        await session.PopAsync();                                                   // takes back the answer
        await session.PopAsync();                                                   // takes back the input
        await agent.RunAsync("Put 'Grease the lathe' on the list", session);

        // The same with one call and one commit
        var edited = await agent.EditAndResendAsync("Put 'Oil the lathe' on the list", session);

        // snippet: end
        Assert.Equal(("\"Oil the lathe\" is on the list, as job 1 of 1.", 1), (edited.Text, edited.TurnNumber));
        Assert.DoesNotContain(await session.GetItemsAsync(), item => item.Text.Contains("Grease", StringComparison.Ordinal));
        Assert.Equal("Taken back: Put 'Oil the lathe' on the list", await TakeBackAsync(session));

        // snippet: openai-agents-undo
        static async Task<string> TakeBackAsync(Session session)
        {
            var undone = await session.UndoTurnAsync();     // the input, the answer, and the state that the turn wrote
            return undone is null ? "There is nothing to take back." : $"Taken back: {undone.Input}";
        }

        // snippet: end
    }

    [Fact]
    public async Task Each_user_has_a_session_of_their_own()
    {
        var agent = new Agent(_model) { Name = "foreman" };
        using var inside = new WorkingFolder(_folder);

        // snippet: openai-agents-users
        await using var store = await SqliteSessionStore.OpenAsync("shop.db");
        var ines = await store.OpenAsync(new SessionKey("shift", user: "ines"));
        var marek = await store.OpenAsync(new SessionKey("shift", user: "marek"));      // another session

        await agent.RunAsync("I have a question about the new press.", ines);
        await agent.RunAsync("Where is the key of gate 3?", marek);

        var answer = await agent.RunAsync("What were we talking about?", ines);
        Console.WriteLine(answer.Text);     // It was about the new press.

        // snippet: end
        Assert.Equal("It was about the new press.", answer.Text);
        Assert.DoesNotContain(await ines.GetItemsAsync(), item => item.Text.Contains("gate 3", StringComparison.Ordinal));

        // snippet: openai-agents-keys
        var topic = await store.OpenAsync(new SessionKey(SessionId.New(), user: "ines"));     // a new conversation
        var always = await store.OpenAsync(new SessionKey("main", user: "ines"));             // one conversation for good

        // snippet: end
        Assert.NotEqual(topic.Key, (await store.OpenAsync(new SessionKey(SessionId.New(), user: "ines"))).Key);
        Assert.Equal(always.Key, (await store.OpenAsync(new SessionKey("main", user: "ines"))).Key);
    }

    [Fact]
    public async Task Usage_is_there_without_storing_it()
    {
        var agent = new Agent(_model) { Name = "foreman", Instructions = "Answer in one line." };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("spent"));

        // snippet: openai-agents-usage
        await agent.RunAsync("Why does the drill run hot?", session);

        var usage = await session.Usage.GetAsync();
        Console.WriteLine($"{usage.Calls} call: {usage.InputTokens} tokens in, {usage.OutputTokens} out");

        // snippet: end
        Assert.Equal(1, usage.Calls);
        Assert.True(usage.InputTokens > 0 && usage.OutputTokens > 0);
        Assert.Equal(usage.InputTokens + usage.OutputTokens, usage.TotalTokens);
    }

    [Fact]
    public async Task A_branch_from_turn_1_goes_its_own_way()
    {
        var agent = new Agent(_model) { Name = "foreman", Instructions = "You plan repairs." };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("crane"));

        // snippet: openai-agents-branches
        await agent.RunAsync("The crane is worn out: we can repair it or rent one.", session);
        await agent.RunAsync("How long would the repair take?", session);

        var rent = await session.Branches.ForkAfterTurnAsync(1);           // has turn 1, not turn 2
        await session.Branches.SwitchToAsync(rent.Branch);                 // current from now on, for every process
        await agent.RunAsync("Let's rent one. For how many days?", session);

        foreach (var branch in await session.Branches.ListAsync())
            Console.WriteLine($"{branch.Name} has {branch.Turns} turns");

        // snippet: end
        Assert.Equal([(rent.Branch, 2), (BranchHead.Main, 2)], (await session.Branches.ListAsync()).Select(branch => (branch.Name, branch.Turns)));
        Assert.Contains($"    {rent.Branch} has 2 turns\n    main has 2 turns", File.ReadAllText(Repository.PathOf("docs/coming-from/openai-agents.md")), StringComparison.Ordinal);
        Assert.Empty(await (await session.Branches.ForkBeforeTurnAsync(1)).GetItemsAsync());
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Delete(recursive: true);
    }
}
