namespace Colloquy.Cli.Tests;

public sealed class CommandLineTests : CliTest
{
    [Theory]
    [InlineData("")]
    [InlineData("chat")]
    [InlineData("sessions")]
    [InlineData("sessions list")]
    [InlineData("sessions show")]
    [InlineData("sessions turns")]
    [InlineData("sessions branches")]
    [InlineData("sessions tree")]
    [InlineData("sessions fork")]
    [InlineData("sessions switch")]
    [InlineData("sessions diff")]
    [InlineData("sessions undo")]
    [InlineData("sessions redo")]
    [InlineData("sessions heads")]
    [InlineData("sessions retry")]
    [InlineData("sessions search")]
    [InlineData("sessions window")]
    [InlineData("sessions explain")]
    [InlineData("search")]
    [InlineData("usage")]
    [InlineData("top")]
    [InlineData("sessions close")]
    [InlineData("sessions reopen")]
    [InlineData("sessions delete")]
    [InlineData("doctor")]
    [InlineData("test")]
    [InlineData("test record")]
    [InlineData("test list")]
    [InlineData("test report")]
    [InlineData("test compare")]
    [InlineData("test mutate")]
    public async Task Every_command_has_help_with_examples(string command)
    {
        var result = await RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains($"  colloquy {command}".TrimEnd(), result.Output[result.Output.IndexOf("Examples:", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("--store <PATH>", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_command_there_is_help()
    {
        var result = await RunAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Usage:\n  colloquy [command] [options]", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_that_of_the_tool() =>
        Assert.Equal($"{Version}\n", (await RunAsync("--version")).Output);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("sessions", "nonsense")]
    [InlineData("sessions", "list", "--nonsense")]
    [InlineData("sessions", "show", "one", "two")]
    [InlineData("sessions", "show", "one", "--session", "two")]
    [InlineData("sessions", "list", "--running", "--waiting")]
    [InlineData("chat", "--new", "--session", "one")]
    [InlineData("chat", "--json")]
    public async Task A_wrong_line_is_a_usage_error_in_one_line(params string[] args)
    {
        var result = await RunAsync(args);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("colloquy: ", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Contains("--help`", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_breaks_the_rules_is_a_usage_error()
    {
        var result = await RunAsync("chat", "--session", "a\nb");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("colloquy: The session id has the control character U+000A. Remove it.\n", result.Error);
    }

    [Fact]
    public async Task A_model_without_its_key_says_what_to_set()
    {
        var result = await RunAsync("chat", "--model", "anthropic/claude-sonnet-5");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("ANTHROPIC_API_KEY is not set", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(StorePath));
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("sessions", "list")]
    public async Task A_store_that_is_a_folder_is_said_to_be_one(params string[] args)
    {
        var result = await RunAsync([.. args, "--store", Folder]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("it is a folder", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_is_the_one_on_the_line_else_the_variables_else_in_the_data_folder()
    {
        await RunAsync("Hello\n", ["chat", "--default-store"]);
        Variables["COLLOQUY_STORE"] = Path.Combine(Folder, "variable.db");
        await RunAsync("Hello\n", ["chat"]);
        await RunAsync("Hello\n", ["chat", "--store", StorePath]);

        var inFolder = new FileInfo(Path.Combine(Folder, "data", "colloquy", "colloquy.db"));
        Assert.True(inFolder.Exists);
        Assert.True(File.Exists(Variables["COLLOQUY_STORE"]));
        Assert.True(File.Exists(StorePath));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, inFolder.Directory!.UnixFileMode);
    }

    [Fact]
    public async Task An_id_may_begin_with_an_at_sign()
    {
        await RunAsync("Hello\n", ["chat", "--user", "@ines"]);

        Assert.Equal(0, (await RunAsync("sessions", "show", "chat", "--user", "@ines")).ExitCode);
    }
}
