using Colloquy.Testing.Tests.Judges;

namespace Colloquy.Testing.Tests.Scripts;

public sealed class ConversationScriptTests
{
    private sealed class CounterSetup : IConversationSetup
    {
        public void Configure(ConversationBuilder conversation) =>
            conversation.AddToolHost(Counter.NewHost()).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools });
    }

    [Fact]
    public async Task A_script_says_its_turns_and_makes_its_checks()
    {
        var script = ConversationScript.Parse("""
            conversation: counting
            turns:
              - say: hello
                name: greets
                expect:
                  - success
                  - no_tools
                  - text: "1 messages"
                  - carried_in: 0
              - say: add 2
                expect:
                  - tool_called: add
                    with: { by: 2 }
                    times: 1
                    from: counter
                  - tool_host_state: counter
                    call: value
                    is: 2
              - restart
              - say: hello again
                expect:
                  - text_matches: "7 messages.*hello"
                  - text_not: [sorry, error]
            expect:
              - tools_in_order: [add]
              - well_formed_history
            """);

        await using var conversation = await Conversation.StartAsync(script.Name, new CounterSetup());
        await script.RunAsync(conversation);

        Assert.Equal(["greets", "turn 2", "turn 3"], conversation.Turns.Select(turn => turn.Name));
        Assert.Equal(4 + 2 + 2, conversation.Turns.Sum(turn => turn.Checks.Count));
        Assert.Equal(2, conversation.Checks.Count);
        Assert.All(conversation.Turns.SelectMany(turn => turn.Checks).Concat(conversation.Checks), check => Assert.Equal(CheckOutcome.Passed, check.Outcome));
    }

    [Fact]
    public async Task A_check_that_fails_stops_nothing_and_is_told_with_its_line()
    {
        var script = ConversationScript.Parse("""
            conversation: counting
            turns:
              - say: add 2
                expect:
                  - tool_called: add
                    with: { by: 3 }
                  - text: Lisbon
              - say: add 3
                expect:
                  - text: "It is 5."
              - say: hello
                expect: [{ tool_called: add }]
            """, "counting.yaml");

        var error = await Assert.ThrowsAsync<ScriptFailedException>(() => script.RunAsync(new CounterSetup()));

        Assert.Equal([3, 11], error.Failures.Select(failure => failure.Step!.Line));
        Assert.StartsWith("The script 'counting' did not pass: 2 of 3 steps.\nline 3, turn 1: Conversation 'counting', turn 1: 2 of 2 checks did not pass", error.Message, StringComparison.Ordinal);
        Assert.Contains("\n    turn 1 (0 messages carried in)\n", error.Message, StringComparison.Ordinal);
        Assert.Contains(error.GetType().GetInterfaces(), type => type.Name == "IAssertionException");
        Assert.Null(error.InnerException);
    }

    [Fact]
    public async Task A_turn_without_an_answer_ends_the_script_and_is_no_failed_assertion()
    {
        var script = ConversationScript.Parse("{ conversation: broken, turns: [{ say: hello }, { say: again }] }");
        var failing = new Setup(conversation => conversation.UseAgent(parts => new Agent(parts.Client(ScriptedModel.Throwing("No credit.")))));

        var error = await Assert.ThrowsAsync<ScriptErrorException>(() => script.RunAsync(failing));

        Assert.IsType<NoAnswerException>(Assert.Single(error.Failures).Error);
        Assert.Equal("No credit.", Assert.IsType<InvalidOperationException>(error.InnerException).Message);
        Assert.DoesNotContain(error.GetType().GetInterfaces(), type => type.Name == "IAssertionException");
    }

    [Fact]
    public async Task A_script_approves_and_refuses()
    {
        var script = ConversationScript.Parse("""
            conversation: approvals
            turns:
              - say: add 2
                expect:
                  - waits_for_approval: add
              - refuse: true
                expect: [no_tools]
              - say: add 3
              - approve: true
                expect:
                  - tool_called: add
                    exactly: { by: "3" }
            """);

        await script.RunAsync(new Setup(conversation => conversation.AddToolHost(Counter.NewHost()).UseAgent(parts =>
            new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools, Approvals = [ApprovalRule.Always("add")] })));
    }

    [Fact]
    public async Task A_script_asks_a_judge()
    {
        var script = ConversationScript.Parse("{ conversation: judged, turns: [{ say: hello, expect: [{ judge: The agent is polite }] }] }");

        await using var conversation = await JudgeModel.StartAsync(JudgeModel.Answering(JudgeModel.Criterion("not met", 0.2, "It is curt.")));
        var error = await Assert.ThrowsAsync<ScriptFailedException>(() => script.RunAsync(conversation));

        Assert.Contains("It is curt.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_knows_checks_of_your_own()
    {
        var checks = new ScriptChecks().Add("says_hello", (_, _) => new TextContainsCheck("hello"));
        var script = ConversationScript.Parse("{ conversation: own, turns: [{ say: hello, expect: [says_hello] }] }", checks: checks);

        await script.RunAsync(new CounterSetup());

        Assert.DoesNotContain("says_hello", ScriptChecks.Default.Names);
        Assert.Throws<InvalidOperationException>(() => ScriptChecks.Default.Add("other", (_, _) => new NoToolsCheck()));
    }

    [Theory]
    [InlineData("", 1, "the script is empty")]
    [InlineData("- a\n- b", 1, "begins with 'conversation:'")]
    [InlineData("conversation: x", 1, "has 'turns'")]
    [InlineData("conversation: x\nturns: []", 2, "at least one turn")]
    [InlineData("conversation: x\nturns: [restart]", 2, "at least one turn")]
    [InlineData("conversation: x\nturn: []\nturns: []", 2, "'turn' is not known here. Known are: conversation, turns, expect.")]
    [InlineData("conversation: x\nturns:\n  - say: hello\n    expect:\n      - tool_caled: add", 5, "there is no check 'tool_caled'. There are: answered_by,")]
    [InlineData("conversation: x\nturns:\n  - say: hello\n    expect:\n      - tool_called: add\n        time: 2", 6, "'time' is not known here")]
    [InlineData("conversation: x\nturns:\n  - say: hello\n    expect:\n      - tool_called: add\n        times: 0", 6, "a whole number of at least 1")]
    [InlineData("conversation: x\nturns:\n  - say: hello\n    expect:\n      - carried_in: many", 5, "a whole number")]
    [InlineData("conversation: x\nturns:\n  - say: hello\n    expect:\n      - text", 5, "needs a value")]
    [InlineData("conversation: x\nturns:\n  - say: hello\n    expect:\n      - no_tools: 3", 5, "takes no value")]
    [InlineData("conversation: x\nturns:\n  - say: hello\n    expect:\n      - memory_comes_from: 1\n        question: where?\n        answer: Lisbon", 5, "under the 'expect' at the end")]
    [InlineData("conversation: x\nturns:\n  - say: hello\nexpect:\n  - carried_in: 1", 5, "under the 'expect' of a turn")]
    [InlineData("conversation: x\nturns:\n  - say: hello\n    approve: true", 3, "one of 'say', 'approve' and 'refuse'")]
    [InlineData("conversation: x\nturns:\n  - approve: later", 3, "followed by 'true'")]
    [InlineData("conversation: x\nturns:\n  - say: [a, b]", 3, "what is said is a text here")]
    [InlineData("conversation: x\nturns:\n  - &a say: hello", 3, "no anchors and aliases")]
    [InlineData("conversation: x\nturns: [\n", 3, "this is not YAML")]
    [InlineData("conversation: x\nturns: [{ say: a }]\n---\nconversation: y\nturns: [{ say: a }]", 1, "a file contains one script")]
    [InlineData("conversation: x\nturns:\n  - say: hello\n    expect:\n      - text_matches: \"(\"", 5, "cannot be made")]
    public void What_is_no_script_is_refused_with_its_line(string yaml, int line, string message)
    {
        var error = Assert.Throws<ScriptException>(() => ConversationScript.Parse(yaml, "bad.yaml"));

        Assert.Equal(line, error.Line);
        Assert.StartsWith($"bad.yaml({line},", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_nested_too_deeply_are_refused() =>
        Assert.Contains("nested too deeply", Assert.Throws<ScriptException>(() => ConversationScript.Parse($"conversation: x\nturns: {new string('[', 10_000)}")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_number_in_quotes_is_a_text_and_an_amount_is_compared_as_a_value()
    {
        var script = ConversationScript.Parse("""
            conversation: x
            turns:
              - say: 4711
                expect:
                  - tool_called: add
                    with: { by: 1e3, note: "007", on: true, none: ~ }
            """);

        var arguments = Assert.IsType<Dictionary<string, object?>>(Assert.IsType<ToolCalledCheck>(Assert.Single(script.Steps[0].Checks)).Arguments);

        Assert.Equal("4711", script.Steps[0].Text);
        Assert.Equal([1000m, "007", true, null], arguments.Values);
    }

    private sealed class Setup(Action<ConversationBuilder> configure) : IConversationSetup
    {
        public void Configure(ConversationBuilder conversation) => configure(conversation);
    }
}
