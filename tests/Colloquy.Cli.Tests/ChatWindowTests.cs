namespace Colloquy.Cli.Tests;

public sealed class ChatWindowTests : CliTest
{
    private readonly TypedInput _keyboard = new();
    private readonly StringWriter _screen = new();

    [Fact]
    public async Task It_greets_prompts_and_answers()
    {
        _keyboard.Type("My name is Ines", "/exit");

        var result = await ChatAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        Assert.Contains("An offline stand-in answers", result.Output, StringComparison.Ordinal);
        Assert.Contains("New conversation 'chat'.", result.Output, StringComparison.Ordinal);
        Assert.Contains("/help shows the commands.", result.Output, StringComparison.Ordinal);
        Assert.Contains("\n> Nice to meet you, Ines.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_the_input_leaves()
    {
        _keyboard.End();

        Assert.Equal(0, (await ChatAsync()).ExitCode);
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        _keyboard.Type("/help", "/exit");

        var result = await ChatAsync();

        foreach (var command in new[] { "/undo", "/redo", "/retry", "/edit", "/fork", "/switch", "/branches", "/history", "/help", "/exit" })
            Assert.Contains($"  {command} ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_failed_turn_the_chat_goes_on()
    {
        var calls = 0;
        Model = new FakeModel((_, _) => calls++ == 0 ? throw new HttpRequestException("No route to the model.") : new[] { "Here I am." }.ToAsyncEnumerable());
        _keyboard.Type("Hello", "Still there?", "/exit");

        var result = await ChatAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("colloquy: No route to the model.\n", result.Error);
        Assert.Contains("Here I am.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_cancels_the_turn_and_the_chat_goes_on()
    {
        var model = FakeModel.SaysAndHangs("Well, it is a long story", listens: true);
        Model = model;
        _keyboard.Type("Tell me", "/exit");
        var running = ChatAsync();
        await model.Started.Task;

        Interrupts.Signal();

        var result = await running;
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Well, it is a long story\nCancelled. What had arrived is kept in the log.\n", result.Output, StringComparison.Ordinal);
        var turn = Assert.Single((await RunJsonAsync("sessions", "show", "chat")).GetProperty("turns").EnumerateArray());
        Assert.Equal("cancelled", turn.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_second_Ctrl_C_leaves_even_when_the_model_does_not_stop()
    {
        var model = FakeModel.SaysAndHangs("Well", listens: false);
        Model = model;
        _keyboard.Type("Tell me");
        var running = ChatAsync();
        await model.Started.Task;

        Interrupts.Signal();
        Interrupts.Signal();

        Assert.Equal(130, (await running).ExitCode);
    }

    [Fact]
    public async Task Ctrl_C_at_the_prompt_leaves()
    {
        var running = ChatAsync();

        Interrupts.Signal();

        Assert.Equal(130, (await running).ExitCode);
        _keyboard.End();
    }

    [Fact]
    public async Task History_tells_who_said_what()
    {
        _keyboard.Type("My name is Ines", "/history", "/exit");

        var result = await ChatAsync();

        Assert.Contains("you: My name is Ines\nassistant: Nice to meet you, Ines.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colours_appear_only_where_they_may()
    {
        _keyboard.Type("/exit");
        var plain = await ChatAsync();
        _keyboard.Type("/exit");
        var coloured = await ChatAsync(colour: true);

        Assert.DoesNotContain('\e', plain.Output);
        Assert.Contains("\e[", coloured.Output, StringComparison.Ordinal);
    }

    private Task<CliResult> ChatAsync(bool colour = false) => RunAsync(_keyboard, interactive: true, ["chat"], _screen, colour);
}
