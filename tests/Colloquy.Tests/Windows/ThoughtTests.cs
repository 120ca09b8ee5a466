using Colloquy.Tests.Retention;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>What models think aloud, and answers that were cut, where an answer is kept and shown to models from then on.</summary>
public sealed class ThoughtTests : RetentionTest
{
    private const string Secret = "SECRET THOUGHT";

    private readonly ListLogger _logger = new();

    /// <summary>An answer in thoughts; a thought of it that was never closed hides the answer, as it is all that there is.</summary>
    public static TheoryData<string, bool> Thoughts => new()
    {
        { $"<think>{Secret}</think>ANSWER", true },
        { $"<thinking>\n{Secret}\n</thinking>\n\nANSWER", true },
        { $"<THINK>{Secret}</THINK> ANSWER <think>{Secret}</think>", true },
        { $"{Secret}\n</think>\nANSWER", true },
        { $"ANSWER\n<think>{Secret}", true },
        { $"<think>a<think>{Secret}</think>{Secret}</think>ANSWER", true },
        { $"<think>{Secret}", false },
        { $"<think>{Secret}</think>", false },
    };

    [Theory]
    [MemberData(nameof(Thoughts))]
    public async Task A_summary_of_a_window_holds_no_thoughts(string pattern, bool isAnswered)
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var model = new ScriptedChatClient(Say("hello"), Say("hello"));
        var agent = new Agent(model) { Window = [new NewestTurnsStrategy(2), new SummarizeOldStrategy(new ScriptedChatClient(Say(pattern.Replace("ANSWER", "in short", StringComparison.Ordinal)), Say("in short")))] };

        await agent.RunAsync("next", session);
        await agent.RunAsync("again", session);

        Assert.DoesNotContain(model.Requests, request => request.Messages.Any(message => message.Text.Contains(Secret, StringComparison.Ordinal)));
        Assert.Equal(isAnswered, model.Requests[0].Messages[0].Text.EndsWith("\nin short", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Thoughts))]
    public async Task A_summary_of_a_pruning_holds_no_thoughts(string pattern, bool isAnswered)
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var prune = async () => await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new ScriptedChatClient(Say(pattern.Replace("ANSWER", "in short", StringComparison.Ordinal))), 2));

        if (isAnswered)
            await prune();
        else
            await Assert.ThrowsAsync<PruneFailedException>(prune);

        Assert.Equal(isAnswered ? 3 : 12, (await WindowAsync(session)).Count);
        Assert.DoesNotContain(await WindowAsync(session), message => message.Text.Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Thoughts))]
    public async Task Scores_come_of_the_answer_and_not_of_thoughts(string pattern, bool isAnswered)
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);
        var thought = pattern.Replace(Secret, $$"""Perhaps {"scores": [{"part": 2, "score": 10, "reason": "{{Secret}}"}]}?""", StringComparison.Ordinal);
        var judge = new ScriptedChatClient(Say(thought.Replace("ANSWER", """{"scores": [{"part": 1, "score": 9, "reason": "the first"}]}""", StringComparison.Ordinal)));
        var model = new ScriptedChatClient(Say("hello"));

        await new Agent(model) { Window = [new NewestTurnsStrategy(2), new KeepImportantStrategy(1000, judge)] }.RunAsync("next", session);

        Assert.Equal(isAnswered, model.Requests[0].Messages.Any(message => message.Text == "question 1"));
        Assert.DoesNotContain(model.Requests[0].Messages, message => message.Text == "question 2");
    }

    [Theory]
    [MemberData(nameof(Thoughts))]
    public async Task Memories_are_learned_of_the_answer_and_not_of_thoughts(string pattern, bool isAnswered)
    {
        var session = await Store.OpenAsync(new SessionKey("s", user: "ada"));
        var thought = pattern.Replace(Secret, $$"""Perhaps {"memories": [{"key": "thought", "text": "{{Secret}}"}]}?""", StringComparison.Ordinal);
        var learner = new ScriptedChatClient(Say(thought.Replace("ANSWER", """{"memories": [{"key": "drink", "text": "tea"}]}""", StringComparison.Ordinal)));

        await new Agent(new ScriptedChatClient(Say($"<think>{Secret}</think>Noted."))) { ContextProviders = [new MemoryLearning(learner)] }.RunAsync("I drink tea.", session);

        Assert.Null(await session.GetMemory().FindAsync("thought"));
        Assert.Equal(isAnswered, await session.GetMemory().FindAsync("drink") is not null);
        Assert.EndsWith("assistant: Noted.", learner.Requests[0].Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_is_made_of_what_was_said_and_not_of_what_was_thought()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "<think>is a tag</think>"), new(ChatRole.Assistant, $"<think>{Secret}</think>It is.")]);
        await AddTurnsAsync(session, 3);
        var summarizer = new ScriptedChatClient(Say("in short"));

        await new Agent(new ScriptedChatClient(Say("hello"))) { Window = [new NewestTurnsStrategy(1), new SummarizeOldStrategy(summarizer)] }.RunAsync("next", session);

        Assert.StartsWith("user: <think>is a tag</think>\nassistant: It is.\n", summarizer.Requests[0].Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_of_an_agent_that_is_a_tool_holds_no_thoughts()
    {
        var child = new Agent(new ScriptedChatClient(Say($"<think>{Secret}</think>Three records."))) { Name = "surveyor" };
        var model = new ScriptedChatClient(
            (_, options, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", options!.Tools!.Single().Name, new Dictionary<string, object?> { ["task"] = "Read the records." })])) { Usage = new() }),
            Say("done"));

        await new Agent(model) { Tools = [child.AsTool()] }.RunAsync("Look it up.", await OpenAsync());

        Assert.Equal("Three records.", model.Requests[1].Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Single().Result);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task A_summary_that_was_cut_is_not_taken_as_whole_and_the_next_turn_tries_again(string reason)
    {
        var session = await Store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { LoggerFactory = _logger });
        await AddTurnsAsync(session, 6);
        var model = new ScriptedChatClient(Say("hello"), Say("hello"));
        var agent = new Agent(model) { Window = [new NewestTurnsStrategy(2), new SummarizeOldStrategy(new ScriptedChatClient(Cut("They asked", reason), Say("They asked six questions.")))] };

        await agent.RunAsync("next", session);
        await agent.RunAsync("again", session);

        Assert.Equal("question 6", model.Requests[0].Messages[0].Text);
        Assert.EndsWith("They asked six questions.", model.Requests[1].Messages[0].Text, StringComparison.Ordinal);
        Assert.Contains(_logger.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("summary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pruning_whose_summary_was_cut_removes_nothing()
    {
        var session = await OpenAsync();
        await AddTurnsAsync(session, 6);

        var failure = await Assert.ThrowsAsync<PruneFailedException>(async () => await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new ScriptedChatClient(Cut("They asked", "length")), 2)));

        Assert.Contains("cut at its limit", failure.InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal(12, (await WindowAsync(session)).Count);
    }

    [Fact]
    public async Task Scores_and_memories_that_were_cut_are_not_taken_as_whole()
    {
        var session = await Store.OpenAsync(new SessionKey("s", user: "ada"), new OpenSessionOptions { LoggerFactory = _logger });
        await AddTurnsAsync(session, 6);
        var judge = new ScriptedChatClient(Cut("""{"scores": [{"part": 1, "score": 9, "reason": "x"}]}""", "length"));
        var learner = new ScriptedChatClient(Cut("""{"memories": [{"key": "drink", "text": "tea"}]}""", "length"));
        var model = new ScriptedChatClient(Say("hello"));

        await new Agent(model) { Window = [new NewestTurnsStrategy(2), new KeepImportantStrategy(1000, judge)], ContextProviders = [new MemoryLearning(learner)] }.RunAsync("next", session);

        Assert.Equal("question 6", model.Requests[0].Messages[0].Text);
        Assert.Null(await session.GetMemory().FindAsync("drink"));
        Assert.Equal(2, _logger.Lines.Count(line => line.StartsWith("Warning", StringComparison.Ordinal) && !line.Contains("No price", StringComparison.Ordinal)));
    }

    private static Step Cut(string text, string reason) => (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = new ChatFinishReason(reason), Usage = new UsageDetails { InputTokenCount = 1 } });
}
