using System.Text.RegularExpressions;

namespace Colloquy.Cli.Tests;

public sealed partial class NarrowTests : CliTest
{
    private const string User = "ada.lovelace@example.com";

    // Bars are as wide as the window lets them be, and what goes on is different a second later.
    public static TheoryData<string, int> Windows =>
        new(from command in Everything.Commands where !command.Contains("--chart", StringComparison.Ordinal) && !command.StartsWith("top", StringComparison.Ordinal) from width in (int[])[12, 20, 40, 59, 80, 200] select (command, width));

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Every_list_shows_in_a_narrow_window_what_it_shows_in_a_wide_one(string command, int width)
    {
        await using (var store = await OpenStoreAsync())
            await Everything.SeedAsync(store, User, "of a rather long sentence that goes on", "gpt-5-mini");
        var answer = (await RunJsonAsync("sessions", "show", Everything.Session, "--user", User)).GetProperty("messages").EnumerateArray().Last().GetProperty("position").GetInt64();
        var args = Everything.ArgumentsOf(command, User, answer);

        Width = 2_000;
        var wide = await RunAsync(TextReader.Null, interactive: true, [.. args, "--no-pager"]);
        Width = width;
        var narrow = await RunAsync(TextReader.Null, interactive: true, [.. args, "--no-pager"]);

        Assert.Equal((0, 0), (wide.ExitCode, narrow.ExitCode));
        Assert.Equal(wide.Output.Contains('…', StringComparison.Ordinal), narrow.Output.Contains('…', StringComparison.Ordinal));
        // Lines of what is no table are as long as they are.
        if (width >= 20 && !command.StartsWith("sessions diff", StringComparison.Ordinal) && !command.StartsWith("sessions prune", StringComparison.Ordinal))
            Assert.All(narrow.Lines, line => Assert.True(line.Length <= width, line));
        Assert.Subset(LettersOf(narrow.Output), WordsOf(wide.Output, LettersOf(narrow.Output)));
    }

    [Fact]
    public async Task A_table_stays_one_where_it_fits()
    {
        await SeedAsync(new SessionKey("chat"), "Hello");

        var result = await RunAsync(TextReader.Null, interactive: true, ["sessions", "list"]);

        Assert.Matches(@"(?m)^ *User +Session +Status", result.Output);
    }

    [Fact]
    public async Task Each_row_is_a_block_where_it_does_not()
    {
        await SeedAsync(new SessionKey("first"), "Hello");
        await SeedAsync(new SessionKey("second", "ines"), "Hello");
        Width = 40;

        var result = await RunAsync(TextReader.Null, interactive: true, ["sessions", "list"]);

        Assert.Matches(@"^User +ines\nSession +second\nStatus +idle\nEntries +3\nLast entry +[-\d]+ [:\d]+\nTitle +Hello\n\nUser +-\nSession +first\n", result.Output);
    }

    [Theory]
    [InlineData("branches", @"^Current +\*\nBranch +main\n")]
    [InlineData("window", @"(?m)^Place +in\n")]
    public async Task A_column_without_a_header_has_a_name_in_a_block(string command, string shows)
    {
        await SeedAsync(new SessionKey("chat"), "Hello");
        Width = 40;

        var result = await RunAsync(TextReader.Null, interactive: true, ["sessions", command, "chat", "--no-pager"]);

        Assert.Matches(shows, result.Output);
    }

    [Fact]
    public async Task A_terminal_of_forty_columns_shows_the_names_of_conversations()
    {
        if (!OperatingSystem.IsLinux())
            return;

        await SeedAsync(new SessionKey("a-conversation-with-a-name", User), "Hello");
        using var terminal = Pty.Open();

        await Shell.RunAsync($"stty cols 40 rows 60 <{terminal.Name}; for command in list 'turns a-conversation-with-a-name --user {User}'; do TERM=xterm colloquy sessions $command --no-pager <{terminal.Name} >{terminal.Name} 2>&1; done; echo end >{terminal.Name}", Folder, ("NO_COLOR", "1"));
        await terminal.SeeAsync("end");

        Assert.Contains("a-conversation-with-a-name", terminal.Seen, StringComparison.Ordinal);
        Assert.Contains("completed", terminal.Seen, StringComparison.Ordinal);
        Assert.DoesNotContain('…', terminal.Seen);
    }

    /// <summary>Everything that can be seen, without what breaks lines.</summary>
    private static HashSet<string> LettersOf(string output) => [Seen().Replace(output, "")];

    /// <summary>The words of a wide output that a narrow one lacks, with the narrow one.</summary>
    private static HashSet<string> WordsOf(string wide, HashSet<string> narrow)
    {
        var all = narrow.Single();
        var missing = Words().Matches(wide).Select(word => Seen().Replace(word.Value, "")).Where(word => word.Length > 0 && !all.Contains(word, StringComparison.Ordinal));
        return [all, .. missing];
    }

    [GeneratedRegex(@"[\s─]+")]
    private static partial Regex Seen();

    [GeneratedRegex(@"\S+")]
    private static partial Regex Words();
}
