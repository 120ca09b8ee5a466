using Colloquy.Offline;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

/// <summary>Tool calls that wait for a person, answered on the command line and at the prompt.</summary>
public sealed class ApprovalsTests : CliTest
{
    private readonly TypedInput _keyboard = new();
    private readonly List<string> _done = [];

    private AIFunction Refund => new ApprovalRequiredAIFunction(AIFunctionFactory.Create(
        (int order) =>
        {
            _done.Add($"{order}");
            return $"order {order} is refunded";
        },
        "refund",
        "Refunds an order"));

    [Fact]
    public async Task The_list_shows_what_waits_of_all_users()
    {
        var first = await AskAsync(new SessionKey("a", "ines"), 17);
        var second = await AskAsync(new SessionKey("b", "marek"), 18);
        await SeedAsync(new SessionKey("c", "ines"), "hello");

        var all = await RunAsync("approvals", "list");
        var listing = await RunJsonAsync("approvals", "list", "--user", "ines");
        var one = await RunAsync("approvals", "list", "--session", "b", "--user", "marek");

        Assert.Equal(["USER", "SESSION", "ID", "ASKED", "CALL"], all.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(all.Lines, line => line.StartsWith($"ines   a        {first.Id}", StringComparison.Ordinal) && line.EndsWith("refund({\"order\":17})", StringComparison.Ordinal));
        Assert.Contains(all.Lines, line => line.StartsWith($"marek  b        {second.Id}", StringComparison.Ordinal));
        Assert.Equal(3, all.Lines.Length);
        var listed = Assert.Single(listing.GetProperty("approvals").EnumerateArray());
        Assert.Equal(["id", "app", "user", "session", "branch", "turn", "position", "agent", "callId", "tool", "arguments", "askedAt", "expiresAt"], Names(listed));
        Assert.Equal(17, listed.GetProperty("arguments").GetProperty("order").GetInt32());
        Assert.Equal(2, one.Lines.Length);
    }

    [Fact]
    public async Task The_list_says_when_a_call_expires_and_an_answer_that_comes_late_is_refused()
    {
        await AskAsync(new SessionKey("a"), 17);
        var approval = await AskAsync(new SessionKey("b"), TimeSpan.FromHours(2), 18);

        var all = await RunAsync("approvals", "list");
        var listed = await RunJsonAsync("approvals", "list", "--session", "b");
        Time = new AheadBy(TimeSpan.FromHours(2));
        var late = await RunAsync("approvals", "approve", "b", $"{approval.Position}");

        Assert.Equal(["USER", "SESSION", "ID", "ASKED", "EXPIRES", "CALL"], all.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(all.Lines, line => line.Contains(" never ", StringComparison.Ordinal));
        Assert.Equal(approval.ExpiresAt, listed.GetProperty("approvals")[0].GetProperty("expiresAt").GetDateTimeOffset());
        Assert.NotEqual(0, late.ExitCode);
        Assert.Equal("a", Assert.Single((await RunJsonAsync("approvals", "list")).GetProperty("approvals").EnumerateArray()).GetProperty("session").GetString());
    }

    [Fact]
    public async Task Nothing_waits_in_an_empty_list()
    {
        await SeedAsync(new SessionKey("c"), "hello");

        Assert.Equal("Nothing waits for a person.\n", (await RunAsync("approvals", "list")).Output);
        Assert.Equal(ExitCode.NotFound, (await RunAsync("approvals", "list", "--session", "no")).ExitCode);
    }

    [Fact]
    public async Task The_list_shows_branches_that_wait()
    {
        await AskAsync(new SessionKey("a"), 17);
        await using (var store = await OpenStoreAsync())
        {
            var session = (await store.FindAsync(new SessionKey("a")))!;
            var fork = await session.Branches.ForkAsync("other");
            await Agent().ResumeAsync(fork);
        }

        var listed = await RunJsonAsync("approvals", "list");

        Assert.Equal(["main", "other"], listed.GetProperty("approvals").EnumerateArray().Select(approval => approval.GetProperty("branch").GetString()));
        Assert.Contains("BRANCH", (await RunAsync("approvals", "list")).Lines[0], StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("approvals", "refuse", "a", "--branch", "other")).ExitCode);
        Assert.Equal("main", Assert.Single((await RunJsonAsync("approvals", "list")).GetProperty("approvals").EnumerateArray()).GetProperty("branch").GetString());
    }

    [Fact]
    public async Task An_approval_is_given_once_and_the_application_goes_on()
    {
        var approval = await AskAsync(new SessionKey("a"), 17);

        var approved = await RunAsync("approvals", "approve", "a", $"{approval.Position}", "--by", "ann");
        var again = await RunAsync("approvals", "approve", "a", $"{approval.Position}");

        Assert.Equal((0, "Approved refund({\"order\":17})\n"), (approved.ExitCode, approved.Output));
        Assert.Contains("the turn goes on when the application resumes", approved.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotFound, again.ExitCode);
        await using var store = await OpenStoreAsync();
        var session = (await store.FindAsync(new SessionKey("a")))!;
        Assert.Equal("ann", (await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(approval))).By);
        await Agent().ResumeAsync(session);
        Assert.Equal(["17"], _done);
    }

    [Fact]
    public async Task An_id_alone_names_the_call_and_a_late_answer_learns_who_was_first()
    {
        await AskAsync(new SessionKey("other", "marek"), 18);
        var approval = await AskAsync(new SessionKey("a", "ines"), 17);
        await using (var store = await OpenStoreAsync())
        {
            var session = (await store.FindAsync(approval.Session))!;
            await session.Branches.ForkBeforeTurnAsync(1, "empty");
            await session.Branches.SwitchToAsync("empty");
        }

        var approved = await RunAsync("approvals", "approve", approval.Id.Value, "--by", "ann");
        var late = await RunAsync("approvals", "refuse", approval.Id.Value, "--session", "a", "--user", "ines");
        var unnamed = await RunAsync("approvals", "refuse", "999-0123456789abcdef");

        Assert.Equal((0, "Approved refund({\"order\":17})\n"), (approved.ExitCode, approved.Output));
        Assert.Equal(ExitCode.Error, late.ExitCode);
        Assert.Contains("was approved before by ann, at ", late.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotFound, unnamed.ExitCode);
        Assert.Contains("No call with the id 999-0123456789abcdef waits", unnamed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_tells_the_model_why()
    {
        await AskAsync(new SessionKey("a"), 17);

        var refused = await RunAsync("approvals", "refuse", "a", "--reason", "Too much.");

        Assert.Equal("Refused refund({\"order\":17})\n", refused.Output);
        await using var store = await OpenStoreAsync();
        var answer = await Agent().ResumeAsync((await store.FindAsync(new SessionKey("a")))!);
        Assert.Contains("Too much.", answer!.Text, StringComparison.Ordinal);
        Assert.Empty(_done);
    }

    [Fact]
    public async Task Where_several_wait_one_is_named_or_all_are_meant()
    {
        var first = await AskAsync(new SessionKey("a"), 17, 18);

        var unclear = await RunAsync("approvals", "approve", "a");
        var both = await RunAsync("approvals", "approve", "a", $"{first.Position}", "--all");
        var all = await RunAsync("approvals", "approve", "a", "--all", "--remember", "tool");

        Assert.Equal((ExitCode.Usage, $"colloquy: 2 calls wait, with the numbers {first.Position}, {first.Position.Next}; name one, or add --all.\n"), (unclear.ExitCode, unclear.Error));
        Assert.Equal(ExitCode.Usage, both.ExitCode);
        Assert.Equal(0, all.ExitCode);
        await using var store = await OpenStoreAsync();
        var session = (await store.FindAsync(new SessionKey("a")))!;
        Assert.Empty(await session.Approvals.ListAsync());
        Assert.True(Assert.Single(await session.Approvals.ListRememberedAsync()).AnyArguments);
    }

    [Theory]
    [InlineData("approvals", "approve")]
    [InlineData("approvals", "approve", "a", "x")]
    [InlineData("approvals", "approve", "a", "--remember", "everything")]
    [InlineData("approvals", "approve", "a", "--reason", "why")]
    public async Task What_is_typed_wrong_is_said(params string[] args)
    {
        await AskAsync(new SessionKey("a"), 17);

        Assert.Equal(ExitCode.Usage, (await RunAsync(args)).ExitCode);
        Assert.Single((await RunJsonAsync("approvals", "list")).GetProperty("approvals").EnumerateArray());
    }

    [Fact]
    public async Task A_program_without_the_tool_does_not_go_on_with_the_turn()
    {
        await AskAsync(new SessionKey("a"), 17);

        var without = await RunAsync("approvals", "approve", "a", "--resume");
        Assert.Equal((ExitCode.Error, "colloquy: This program has no tool 'refund', and cannot go on with the turn. Leave out --resume; the application that asked goes on.\n"), (without.ExitCode, without.Error));

        Tools = [Refund];
        var with = await RunAsync("approvals", "approve", "a", "--resume");
        Assert.Equal(0, with.ExitCode);
        Assert.Contains("order 17 is refunded", with.Output, StringComparison.Ordinal);
        Assert.Equal(["17"], _done);
    }

    [Theory]
    [InlineData("y", "17", false)]
    [InlineData("always", "17 18", true)]
    [InlineData("same", "17", true)]
    public async Task The_chat_asks_at_the_prompt(string typed, string refunded, bool remembers)
    {
        Tools = [Refund];
        _keyboard.Type("Please refund order 17", typed, "Please refund order 18", "n", "Too much.", "/exit");
        if (typed == "always")
            _keyboard.Type("/exit");

        var result = await RunAsync(_keyboard, interactive: true, ["chat"]);

        Assert.Equal("", result.Error);
        Assert.Contains("assistant wants to call refund({\"order\":17})\nApprove?", result.Output, StringComparison.Ordinal);
        Assert.Contains("order 17 is refunded", result.Output, StringComparison.Ordinal);
        Assert.Equal(refunded, string.Join(' ', _done));
        if (typed != "always")
            Assert.Contains("A person refused it, and said why: Too much.", result.Output, StringComparison.Ordinal);
        await using var store = await OpenStoreAsync();
        var session = (await store.FindAsync(new SessionKey("chat")))!;
        Assert.Equal(remembers ? 1 : 0, (await session.Approvals.ListRememberedAsync()).Count);
    }

    [Fact]
    public async Task What_was_left_unanswered_is_asked_again_by_the_next_chat()
    {
        Tools = [Refund];
        _keyboard.Type("Please refund order 17", "what?", "", "/exit");
        var left = await RunAsync(_keyboard, interactive: true, ["chat"]);
        _keyboard.Type("", "/approvals", "y", "/approvals", "/exit");

        var next = await RunAsync(_keyboard, interactive: true, ["chat"]);

        Assert.Equal(2, left.Output.Split("Approve?").Length - 1);
        Assert.Contains("It waits on; /approvals asks again", left.Output, StringComparison.Ordinal);
        Assert.Equal(2, next.Output.Split("Approve?").Length - 1);
        Assert.Contains("order 17 is refunded", next.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing waits for you.", next.Output, StringComparison.Ordinal);
        Assert.Equal(["17"], _done);
    }

    [Fact]
    public async Task A_chat_answers_for_another_application_and_leaves_the_turn_to_it()
    {
        await AskAsync(new SessionKey("chat"), 17);
        _keyboard.Type("y", "/exit");

        var result = await RunAsync(_keyboard, interactive: true, ["chat"]);

        Assert.Contains("the application that asked goes on with the turn", result.Output, StringComparison.Ordinal);
        await using var store = await OpenStoreAsync();
        await Agent().ResumeAsync((await store.FindAsync(new SessionKey("chat")))!);
        Assert.Equal(["17"], _done);
    }

    [Fact]
    public async Task In_a_pipe_nobody_is_asked_and_the_chat_ends_saying_so()
    {
        Tools = [Refund];

        var result = await RunAsync("Please refund order 17\nhello\n", ["chat"]);

        Assert.Equal(ExitCode.Waiting, result.ExitCode);
        Assert.Contains("colloquy: The turn waits for a person to approve refund({\"order\":17}). `colloquy approvals` answers.", result.Error, StringComparison.Ordinal);
        Assert.Empty(_done);
        Assert.Single((await RunJsonAsync("approvals", "list")).GetProperty("approvals").EnumerateArray());
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("refuse")]
    public async Task Who_names_nothing_is_told_what_to_name(string command)
    {
        var result = await RunAsync("approvals", command);

        Assert.Equal((2, $"colloquy: No call is named: give its id, or its conversation. See `colloquy approvals {command} --help`.\n"), (result.ExitCode, result.Error));
    }

    private Agent Agent() => new(new OfflineChatClient()) { Name = "assistant", Tools = [Refund] };

    /// <summary>Has an application ask for refunds.</summary>
    private Task<Approval> AskAsync(SessionKey key, params int[] orders) => AskAsync(key, expiry: null, orders);

    private async Task<Approval> AskAsync(SessionKey key, TimeSpan? expiry, params int[] orders)
    {
        await using var store = await OpenStoreAsync();
        var session = await store.OpenAsync(key);
        var model = new CallingModel(orders);
        var answer = await new Agent(model) { Name = "assistant", Tools = [Refund], ApprovalExpiry = expiry }.RunAsync("Refund them, please.", session);
        return answer.Approvals[0];
    }

    private sealed class AheadBy(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }

    private sealed class CallingModel(int[] orders) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => Task.FromResult(new ChatResponse(
            new ChatMessage(ChatRole.Assistant, [.. orders.Select(order => new FunctionCallContent($"call-{order}", "refund", new Dictionary<string, object?> { ["order"] = order }))])));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("It does not stream.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
