namespace Colloquy.Cli.Tests;

public sealed class ChatBranchesTests : CliTest
{
    private readonly TypedInput _keyboard = new();

    public ChatBranchesTests() => Model = new FakeModel((input, _) => new[] { $"You said {input}" }.ToAsyncEnumerable());

    [Fact]
    public async Task A_fork_goes_on_where_it_began_and_the_prompt_names_it()
    {
        var result = await TypeAsync("one", "/fork hiring", "two", "/switch main", "/history", "/exit");

        Assert.Contains("On new branch 'hiring', with 1 turn.\n\nhiring> You said two", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("On branch 'main', with 1 turn.\n\n> you: one\nassistant: You said one\n\n> ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_may_begin_after_a_turn_and_without_a_name()
    {
        var result = await PipeAsync("one", "two", "/fork early 1", "/history", "/fork", "/branches");

        Assert.Contains("On new branch 'early', with 1 turn.\n", result.Error, StringComparison.Ordinal);
        Assert.Matches("On new branch 'branch-[0-9]+', with 1 turn.", result.Error);
        Assert.Equal(["You said one", "You said two", "you: one", "assistant: You said one"], result.Lines[..4]);
        Assert.Matches(@"(?m)^\* +branch-\d+ ", result.Output);
    }

    [Fact]
    public async Task Where_a_chat_went_is_where_the_next_one_begins()
    {
        await PipeAsync("one", "/fork hiring");

        var result = await PipeAsync("two");

        Assert.Contains("2 messages in 1 turn", result.Error, StringComparison.Ordinal);
        Assert.Contains("It is on branch 'hiring'.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chat_on_a_branch_leaves_the_current_one_as_it_is()
    {
        await PipeAsync("one", "/fork hiring", "/switch main");

        var result = await RunAsync("two\n/fork belt\nthree\n", ["chat", "--branch", "hiring"]);

        Assert.Equal("You said two\nYou said three\n", result.Output);
        Assert.Contains("On new branch 'belt', with 2 turns. The current branch of the conversation stays what it is.", result.Error, StringComparison.Ordinal);
        var shown = await RunJsonAsync("sessions", "show", "chat");
        Assert.Equal(("main", 1), (shown.GetProperty("session").GetProperty("branch").GetString(), shown.GetProperty("turnCount").GetInt32()));
        Assert.Equal(3, (await RunJsonAsync("sessions", "show", "chat", "--branch", "belt")).GetProperty("turnCount").GetInt32());
    }

    [Fact]
    public async Task Retry_asks_again_and_edit_asks_something_else()
    {
        var calls = 0;
        Model = new FakeModel((input, _) => new[] { $"{++calls} {input}" }.ToAsyncEnumerable());

        var result = await PipeAsync("one", "/retry", "/edit  What about   Africa?", "/history");

        Assert.Equal(["1 one", "2 one", "3 What about   Africa?", "you: What about   Africa?", "assistant: 3 What about   Africa?"], result.Lines);
    }

    [Fact]
    public async Task Redo_brings_back_what_undo_took()
    {
        var result = await PipeAsync("one", "two", "/undo", "/redo", "/redo", "/history 1");

        Assert.Contains("Brought back what was taken back last", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("There is nothing to bring back.\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("assistant: You said two", result.Lines[^1]);
    }

    [Fact]
    public async Task Before_the_first_message_there_is_nothing_to_work_on()
    {
        var result = await PipeAsync("/fork", "/switch main", "/branches", "/retry", "/edit x", "/redo");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal(3, result.Error.Split("There are no branches before the first message.").Length - 1);
        Assert.Equal(2, result.Error.Split("There is nothing to ask again.").Length - 1);
        Assert.Equal(3, (await RunAsync("sessions", "show", "chat")).ExitCode);
    }

    [Theory]
    [InlineData("/switch nope", "has no branch 'nope'. `colloquy sessions branches` shows")]
    [InlineData("/fork main", "A name is used once")]
    [InlineData("/fork x 9", "has no turn 9")]
    [InlineData("/fork a b", "/fork wants nothing, or a name")]
    [InlineData("/switch", "/switch wants the name of a branch")]
    [InlineData("/edit", "/edit wants what is said instead")]
    public async Task What_cannot_be_done_is_said_and_the_chat_goes_on(string command, string problem)
    {
        var result = await TypeAsync("one", command, "two", "/exit");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(problem, Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Contains("You said two", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "--branch", "hiring")]
    [InlineData(2, "--new", "--branch", "hiring")]
    public async Task A_branch_of_nothing_is_refused(int exitCode, params string[] options)
    {
        var result = await RunAsync("one\n", ["chat", .. options]);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
    }

    private Task<CliResult> PipeAsync(params string[] lines) => RunAsync(string.Concat(lines.Select(line => line + "\n")), ["chat"]);

    private Task<CliResult> TypeAsync(params string[] lines)
    {
        _keyboard.Type(lines);
        return RunAsync(_keyboard, interactive: true, ["chat"]);
    }
}
