using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Cli.Tests;

public sealed class ChatPipeTests : CliTest
{
    [Fact]
    public async Task A_line_from_a_pipe_is_answered_and_nothing_else_goes_to_the_output()
    {
        var result = await RunAsync("My name is Ines\n", ["chat"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Ines", Assert.Single(result.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output + result.Error);
    }

    [Fact]
    public async Task It_says_that_the_stand_in_answers_and_whether_the_conversation_is_new()
    {
        var first = await RunAsync("My name is Ines\n", ["chat", "--user", "ines"]);
        var second = await RunAsync("What is my name?\n", ["chat", "--user", "ines"]);

        Assert.Contains("offline stand-in", first.Error, StringComparison.Ordinal);
        Assert.Contains("New conversation 'chat' of user 'ines'.", first.Error, StringComparison.Ordinal);
        Assert.Contains("Resumed conversation 'chat' of user 'ines': 2 messages in 1 turn", second.Error, StringComparison.Ordinal);
        Assert.Equal("Your name is Ines.\n", second.Output);
    }

    [Fact]
    public async Task Another_user_has_another_conversation_under_the_same_id()
    {
        await RunAsync("My name is Ines\n", ["chat", "--user", "ines"]);

        var marek = await RunAsync("What is my name?\n", ["chat", "--user", "marek"]);

        Assert.Contains("New conversation", marek.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Ines", marek.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_takes_the_last_turn_back_and_history_shows_what_is_left()
    {
        var result = await RunAsync("My name is Ines\nMy name is Marek\n/undo\n/history\n", ["chat"]);

        Assert.Contains("Took back turn 2: \"My name is Marek\"", result.Error, StringComparison.Ordinal);
        var history = result.Lines[2..];
        Assert.Equal(2, history.Length);
        Assert.Equal("you: My name is Ines", history[0]);
        Assert.StartsWith("assistant: ", history[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_with_nothing_to_take_back_says_so()
    {
        var result = await RunAsync("/undo\n", ["chat"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("There is nothing to take back.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_slash_command_is_explained_and_not_sent()
    {
        var result = await RunAsync("/nope\n", ["chat"]);

        Assert.Contains("There is no command '/nope'. There are /undo, /redo, /retry, /edit, /fork, /switch, /branches, /approvals, /history, /help, /exit; ", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
        Assert.Equal(3, (await RunAsync("sessions", "show", "chat")).ExitCode);
    }

    [Fact]
    public async Task Two_slashes_send_a_message_that_begins_with_one()
    {
        Model = new FakeModel((input, _) => new[] { $"You said {input}" }.ToAsyncEnumerable());

        var result = await RunAsync("//etc/hosts\n", ["chat"]);

        Assert.Equal("You said /etc/hosts\n", result.Output);
    }

    [Fact]
    public async Task Exit_ends_the_chat_before_the_lines_behind_it()
    {
        var result = await RunAsync("/exit\nHello\n", ["chat"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Looking_in_without_saying_anything_leaves_no_conversation_behind()
    {
        await RunAsync("\n\n", ["chat"]);

        Assert.Equal("No conversations.\n", (await RunAsync("sessions", "list")).Output);
    }

    [Fact]
    public async Task The_first_message_becomes_the_title()
    {
        await RunAsync("My invoice is wrong\nIt says 200\n", ["chat"]);

        var list = await RunJsonAsync("sessions", "list");

        Assert.Equal("My invoice is wrong", list.GetProperty("sessions")[0].GetProperty("title").GetString());
    }

    [Fact]
    public async Task New_begins_a_conversation_with_an_id_of_its_own()
    {
        await RunAsync("Hello\n", ["chat", "--new"]);
        await RunAsync("Hello\n", ["chat", "--new"]);

        var list = await RunJsonAsync("sessions", "list");

        Assert.Equal(2, list.GetProperty("sessions").GetArrayLength());
    }

    [Fact]
    public async Task A_model_that_fails_ends_the_pipe_with_one_line_and_the_message_is_kept()
    {
        Model = FakeModel.Throws(new HttpRequestException("The service said 500.\n   at Some.Stack.Frame()"));

        var result = await RunAsync("Hello\nAgain\n", ["chat"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("colloquy: The service said 500. at Some.Stack.Frame()", result.Error.TrimEnd().Split('\n')[^1]);
        var shown = await RunJsonAsync("sessions", "show", "chat");
        Assert.Equal("failed", Assert.Single(shown.GetProperty("turns").EnumerateArray()).GetProperty("status").GetString());
        Assert.Equal("Hello", Assert.Single(shown.GetProperty("messages").EnumerateArray()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_a_model_says_cannot_steer_the_window()
    {
        Model = FakeModel.Says("before\e[2Jafter\a");

        var result = await RunAsync("Hello\n", ["chat"]);

        Assert.Equal("before\\u001B[2Jafter\\u0007\n", result.Output);
    }

    [Fact]
    public async Task A_closed_conversation_is_refused_with_advice()
    {
        await RunAsync("Hello\n", ["chat"]);
        await RunAsync("sessions", "close", "chat");

        var result = await RunAsync("Hello\n", ["chat"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("`colloquy sessions reopen` opens it again", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_conversation_gives_code_4_when_told_not_to_wait()
    {
        await SeedAsync(new SessionKey("chat"), "Hello");
        await using var store = await OpenStoreAsync();
        await store.LeaseAsync(new SessionKey("chat"), LeaseRequest.Acquire("another", TimeSpan.FromMinutes(1), LeasePlace.None));

        var result = await RunAsync("Hello\n", ["chat", "--no-wait"]);

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("is running a turn", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_in_a_pipe_cancels_the_turn_and_ends_with_130()
    {
        var model = FakeModel.SaysAndHangs("Well", listens: true);
        Model = model;
        var running = RunAsync("Hello\nAgain\n", ["chat"]);
        await model.Started.Task;

        Interrupts.Signal();

        Assert.Equal(130, (await running).ExitCode);
    }

    [Fact]
    public async Task A_turn_that_a_crash_cut_off_goes_on_at_the_next_start()
    {
        await LeaveTurnBehindAsync("My name is Ines");

        var result = await RunAsync("What is my name?\n", ["chat"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Turn 1 had been interrupted, and went on from where it stopped: \"My name is Ines\"", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.Lines.Length);
        Assert.Equal("Your name is Ines.", result.Lines[1]);
        var shown = await RunJsonAsync("sessions", "show", "chat");
        Assert.Equal(["completed", "completed"], shown.GetProperty("turns").EnumerateArray().Select(turn => turn.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_turn_that_a_crash_cut_off_is_listed_as_interrupted()
    {
        await LeaveTurnBehindAsync("My name is Ines");

        var list = await RunJsonAsync("sessions", "list", "--running");

        Assert.Equal("interrupted", Assert.Single(list.GetProperty("sessions").EnumerateArray()).GetProperty("status").GetString());
    }

    /// <summary>Begins a turn whose process is gone a minute later: nobody renews its lease.</summary>
    private async Task LeaveTurnBehindAsync(string text)
    {
        var past = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(-1));
        var model = FakeModel.SaysAndHangs("Well", listens: false);
        await using var store = await OpenStoreAsync(past);
        var session = await store.OpenAsync(new SessionKey("chat"), new OpenSessionOptions { TimeProvider = past });
        _ = new Agent(model).RunAsync(text, session);
        await model.Started.Task;
    }
}
