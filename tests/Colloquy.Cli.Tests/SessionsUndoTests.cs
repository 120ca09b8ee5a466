using System.Text.Json;

namespace Colloquy.Cli.Tests;

public sealed class SessionsUndoTests : CliTest
{
    private static readonly SessionKey Key = new("trip");

    [Fact]
    public async Task Undo_takes_the_last_turn_back_and_redo_brings_it_back()
    {
        await SeedAsync(Key, "one", "two");

        Assert.Equal("Took back turn 2: \"two\"\n", (await OnTripAsync("undo")).Output);
        Assert.Equal(2, await CountMessagesAsync());
        Assert.Equal("Brought back what was taken back last: branch 'main' has 2 turns again.\n", (await OnTripAsync("redo")).Output);
        Assert.Equal(4, await CountMessagesAsync());
    }

    [Fact]
    public async Task Undo_can_take_a_message_or_everything()
    {
        await SeedAsync(Key, "one", "two");

        Assert.Equal("Took back the assistant message at position 6: \"Answer to two\"\n", (await OnTripAsync("undo", "--message")).Output);
        Assert.Equal(3, await CountMessagesAsync());
        Assert.Equal("Took back all 2 turns of branch 'main'.\n", (await OnTripAsync("undo", "--all")).Output);
        Assert.Equal(0, await CountMessagesAsync());
    }

    [Fact]
    public async Task Another_branch_is_undone_while_the_current_one_stays()
    {
        await SeedAsync(Key, "one", "two");
        await OnTripAsync("fork", "hiring");

        await OnTripAsync("undo", "--branch", "hiring");

        Assert.Equal(4, await CountMessagesAsync());
        Assert.Equal(2, await CountMessagesAsync("--branch", "hiring"));
        Assert.Contains("branch 'hiring' has 2 turns again", (await OnTripAsync("redo", "--branch", "hiring")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("undo")]
    [InlineData("undo", "--message")]
    [InlineData("undo", "--all")]
    [InlineData("redo")]
    [InlineData("retry")]
    public async Task Where_there_is_nothing_to_do_it_says_so_and_fails(string command, params string[] options)
    {
        await SeedAsync(Key, "one");
        await OnTripAsync("undo");
        if (command == "redo")
            await OnTripAsync("redo");

        var result = await OnTripAsync(command, options);

        Assert.Equal((command == "retry" ? 3 : 1, ""), (result.ExitCode, result.Output));
        Assert.Contains("colloquy: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_of_heads_leads_to_what_was_taken_back()
    {
        await SeedAsync(Key, "one", "two");
        await OnTripAsync("undo");
        await SeedAsync(Key, "three");

        var text = await OnTripAsync("heads");
        var json = await RunJsonAsync("sessions", "heads", "trip");

        Assert.Matches(@"(?m)^ +7 +[-\d]+ [:\d]+ +undo +6 +3$", text.Output);
        Assert.Equal("`colloquy sessions fork trip --at 6` makes a branch of what was there.\n", text.Error);
        Assert.Equal(["branch", "moves"], Names(json));
        var move = Assert.Single(json.GetProperty("moves").EnumerateArray());
        Assert.Equal(["position", "at", "reason", "from", "to"], Names(move));
        Assert.Equal("Made branch 'found' of session 'trip', with 2 turns.\n", (await OnTripAsync("fork", "found", "--at", $"{move.GetProperty("from")}")).Output);
    }

    [Fact]
    public async Task A_head_that_never_moved_has_no_history()
    {
        await SeedAsync(Key, "one");

        Assert.Equal("The head of branch 'main' has never moved back.\n", (await OnTripAsync("heads")).Output);
    }

    [Fact]
    public async Task Retry_asks_the_last_question_again()
    {
        var calls = 0;
        Model = new FakeModel((input, _) => new[] { $"{input} {++calls}" }.ToAsyncEnumerable());
        await RunAsync("Hello\n", ["chat", "--session", "trip"]);

        var result = await OnTripAsync("retry");

        Assert.Equal((0, "Hello 2\n"), (result.ExitCode, result.Output));
        Assert.Equal(["Hello", "Hello 2"], await TextsAsync());
    }

    [Fact]
    public async Task Retry_with_another_text_takes_back_what_came_after_it()
    {
        Model = new FakeModel((input, _) => new[] { $"You said {input}" }.ToAsyncEnumerable());
        await RunAsync("one\ntwo\nthree\n", ["chat", "--session", "trip"]);

        var result = await OnTripAsync("retry", "--edit", "zwei", "--turn", "2");

        Assert.Equal("You said zwei\n", result.Output);
        Assert.Equal(["one", "You said one", "zwei", "You said zwei"], await TextsAsync());
    }

    [Theory]
    [InlineData(3, "--edit", "x", "--turn", "9")]
    [InlineData(3, "--edit", "x", "--turn", "0")]
    [InlineData(2, "--turn", "1")]
    [InlineData(3, "--branch", "nope")]
    public async Task Retry_of_what_is_not_there_changes_nothing(int exitCode, params string[] options)
    {
        await RunAsync("Hello\n", ["chat", "--session", "trip"]);
        var before = await TextsAsync();

        var result = await OnTripAsync("retry", options);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Equal(before, await TextsAsync());
    }

    [Fact]
    public async Task Ctrl_C_cancels_a_retry_with_130()
    {
        await RunAsync("Hello\n", ["chat", "--session", "trip"]);
        var model = FakeModel.SaysAndHangs("Well", listens: true);
        Model = model;
        var running = OnTripAsync("retry");
        await model.Started.Task;

        Interrupts.Signal();

        Assert.Equal(130, (await running).ExitCode);
    }

    private Task<CliResult> OnTripAsync(string command, params string[] options) => RunAsync(["sessions", command, "trip", .. options]);

    private async Task<int> CountMessagesAsync(params string[] options) => (await RunJsonAsync(["sessions", "show", "trip", .. options])).GetProperty("messageCount").GetInt32();

    private async Task<IEnumerable<string?>> TextsAsync() =>
        [.. (await RunJsonAsync("sessions", "show", "trip")).GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("text").GetString())];
}
