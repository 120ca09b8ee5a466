namespace Colloquy.Cli.Tests;

/// <summary>What stands at the ends of the program: pipes that are closed, files that are full, text with marks of its own.</summary>
public sealed class StreamTests : CliTest
{
    [Fact]
    public async Task A_chat_whose_output_nobody_reads_any_more_pays_for_no_more_turns()
    {
        if (OperatingSystem.IsWindows())
            return;

        var result = await Shell.RunAsync("{ seq 2000 | colloquy chat; echo $? > code; } 2>/dev/null | head -1", Folder);

        var turns = (await RunJsonAsync("sessions", "turns", "chat")).GetProperty("turnCount").GetInt32();
        Assert.Equal("141\n", await File.ReadAllTextAsync(Path.Combine(Folder, "code")));
        Assert.Single(result.Lines);
        Assert.InRange(turns, 1, 100);
    }

    [Fact]
    public async Task A_line_that_comes_after_the_reader_of_the_output_has_gone_is_not_paid_for()
    {
        if (OperatingSystem.IsWindows())
            return;

        // The second line is written when nobody has the other end of the output any more.
        await Shell.RunAsync("mkfifo gone; { echo first; cat gone; echo second; } | { colloquy chat; echo $? > code; } 2>/dev/null | { head -1; exec </dev/null; echo > gone; }", Folder);

        var turns = (await RunJsonAsync("sessions", "turns", "chat")).GetProperty("turns").EnumerateArray();
        Assert.Equal("141\n", await File.ReadAllTextAsync(Path.Combine(Folder, "code")));
        Assert.Equal(["first"], turns.Select(turn => turn.GetProperty("input").GetString()));
    }

    [Theory]
    [InlineData("sessions show chat --limit 10000")]
    [InlineData("sessions export chat")]
    [InlineData("sessions transcript chat")]
    [InlineData("sessions window chat --json")]
    public async Task A_list_whose_output_nobody_reads_ends_without_a_word(string command)
    {
        if (OperatingSystem.IsWindows())
            return;

        await SeedAsync(new SessionKey("chat"), [.. Enumerable.Repeat($"many {new string('x', 20_000)}", 20)]);

        var result = await Shell.RunAsync($"{{ colloquy {command}; echo $? > code; }} | head -c 1 >/dev/null", Folder);

        Assert.Equal("", result.Error);
        Assert.Equal("141\n", await File.ReadAllTextAsync(Path.Combine(Folder, "code")));
    }

    [Theory]
    [InlineData(0, "", "chat <&-")]
    [InlineData(1, "colloquy: ", "sessions import - <&-")]
    [InlineData(2, "colloquy: Deleting needs --yes", "sessions delete chat <&-")]
    [InlineData(0, "", "sessions list <&-")]
    [InlineData(1, "colloquy: Standard output is closed", "sessions list >&-")]
    [InlineData(1, "colloquy: Standard output is closed", "doctor >&-")]
    [InlineData(3, "", "sessions show nope 2>&-")]
    [InlineData(0, "", "chat <&- 2>&-")]
    [InlineData(1, "", "sessions list <&- >&- 2>&-")]
    public async Task A_stream_that_is_closed_is_none(int exitCode, string says, string command)
    {
        if (OperatingSystem.IsWindows())
            return;

        await SeedAsync(new SessionKey("chat"), "Hello");

        var result = await Shell.RunAsync($"colloquy {command}", Folder);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await RunJsonAsync("sessions", "turns", "chat")).GetProperty("turnCount").GetInt32());
    }

    [Fact]
    public async Task A_disk_that_is_full_is_told_in_a_line()
    {
        if (!OperatingSystem.IsLinux())
            return;

        var result = await Shell.RunAsync("echo Hello | colloquy chat > /dev/full 2>/dev/null; colloquy sessions list > /dev/full", Folder);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("colloquy: The output cannot be written: ", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"printf '\357\273\277My name is Ines\n'")]
    [InlineData(@"printf '\357\273\277My name is Ines\r\n\r\n'")]
    [InlineData(@"printf '\377\376M\000y\000 \000n\000a\000m\000e\000 \000i\000s\000 \000I\000n\000e\000s\000\r\000\n\000'")]
    [InlineData(@"printf '\376\377\000M\000y\000 \000n\000a\000m\000e\000 \000i\000s\000 \000I\000n\000e\000s\000\n'")]
    public async Task A_byte_order_mark_is_no_part_of_what_is_said(string printing)
    {
        if (OperatingSystem.IsWindows())
            return;

        var result = await Shell.RunAsync($"{printing} | colloquy chat", Folder);

        Assert.Equal("Nice to meet you, Ines. Noted: your name is Ines.\n", result.Output);
        Assert.Equal("My name is Ines", (await RunJsonAsync("sessions", "show", "chat")).GetProperty("messages")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Files_that_were_put_together_have_a_mark_before_each()
    {
        var result = await RunAsync("\uFEFFMy name is Ines\r\n\uFEFFWhat is my name?\r\n", ["chat"]);

        Assert.Equal("Your name is Ines.", result.Lines[1]);
    }

    [Fact]
    public async Task Output_goes_on_where_an_earlier_command_of_the_same_file_ended()
    {
        if (OperatingSystem.IsWindows())
            return;

        await SeedAsync(new SessionKey("chat"), "Grüß Gott 👍");

        await Shell.RunAsync("{ colloquy sessions turns chat; echo between; colloquy sessions turns chat; } > both.txt", Folder);

        var lines = (await File.ReadAllTextAsync(Path.Combine(Folder, "both.txt"))).TrimEnd().Split('\n');
        Assert.Equal((5, "between"), (lines.Length, lines[2]));
        Assert.Equal(lines[1], lines[4]);
        Assert.Contains("Grüß Gott 👍", lines[1], StringComparison.Ordinal);
    }
}
