namespace Colloquy.Cli.Tests;

public sealed class PagerTests : CliTest
{
    private readonly TypedInput _keyboard = new();

    public PagerTests() => Height = 6;

    [Fact]
    public async Task A_list_that_is_longer_than_the_window_waits_at_each_page()
    {
        await SeedAsync(new SessionKey("chat"), "one", "two", "three", "four", "five", "six");
        _keyboard.Type("", "");

        var result = await ListAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"(?s)one.* three.*-- 3 more lines: Enter shows them, q leaves -- .*four.* six", result.Output);
    }

    [Theory]
    [InlineData("q")]
    [InlineData("Q")]
    public async Task The_rest_is_left_when_that_is_said(string said)
    {
        await SeedAsync(new SessionKey("chat"), "one", "two", "three", "four", "five", "six");
        _keyboard.Type(said);

        var result = await ListAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("six", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_fits_is_shown_at_once()
    {
        await SeedAsync(new SessionKey("chat"), "one");

        Assert.DoesNotContain("-- ", (await ListAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_waits_in_a_pipe()
    {
        await SeedAsync(new SessionKey("chat"), "one", "two", "three", "four", "five", "six");

        Assert.DoesNotContain("-- ", (await RunAsync("sessions", "turns", "chat")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("COLLOQUY_PAGER", "")]
    [InlineData("PAGER", "")]
    [InlineData(null, "--no-pager")]
    public async Task It_can_be_turned_off(string? variable, string value)
    {
        await SeedAsync(new SessionKey("chat"), "one", "two", "three", "four", "five", "six");
        if (variable is not null)
            Variables[variable] = value;

        var result = await ListAsync(variable is null ? [value] : []);

        Assert.DoesNotContain("-- ", result.Output, StringComparison.Ordinal);
        Assert.Contains("six", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("COLLOQUY_PAGER")]
    [InlineData("PAGER")]
    public async Task The_program_that_a_variable_names_gets_the_list(string variable)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is one of a Unix shell.");
        await SeedAsync(new SessionKey("chat"), "one", "two", "three", "four", "five", "six");
        var paged = Path.Combine(Folder, "paged.txt");
        Variables["PAGER"] = "false";
        Variables[variable] = $"cat > '{paged}'";

        var result = await ListAsync();

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Contains("six", await File.ReadAllTextAsync(paged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_stops_reading_ends_nothing_but_itself()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is one of a Unix shell.");
        await SeedAsync(new SessionKey("chat"), string.Join(' ', Enumerable.Repeat("More than a pipe takes at once.", 10_000)));
        Variables["PAGER"] = "true";

        var result = await RunAsync(_keyboard, interactive: true, ["sessions", "show", "chat"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_program_that_is_not_there_leaves_the_pages_to_the_tool()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is one of a Unix shell.");
        await SeedAsync(new SessionKey("chat"), "one", "two", "three", "four", "five", "six");
        Variables["PAGER"] = "no-such-program-anywhere 2>/dev/null";
        _keyboard.Type("q");

        Assert.Contains("-- 3 more lines", (await ListAsync()).Output, StringComparison.Ordinal);
    }

    private Task<CliResult> ListAsync(params string[] options) => RunAsync(_keyboard, interactive: true, ["sessions", "turns", "chat", .. options]);
}
