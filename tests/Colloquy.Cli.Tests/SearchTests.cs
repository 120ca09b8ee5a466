using System.Text.Json;

namespace Colloquy.Cli.Tests;

public sealed class SearchTests : CliTest
{
    private static readonly SessionKey Bills = new("bills", "ines");

    [Fact]
    public async Task Messages_of_all_conversations_are_found_and_told_apart()
    {
        await SeedAsync(Bills, "My invoice is wrong");
        await SeedAsync(new SessionKey("chat"), "Where is the invoice?");

        var result = await RunAsync("search", "invoice", "where");
        var all = await RunAsync("sessions", "search", "invoice");

        Assert.Matches(@"^SESSION +POSITION +ROLE +WHEN +MESSAGE\nchat +2 +user +[-\d]+ [:\d]+ +Where is the invoice\?\n", result.Output);
        Assert.Matches(@"(?m)^ines +bills +2 +user ", all.Output);
        Assert.Matches(@"(?m)^- +chat +2 +user ", all.Output);
    }

    [Fact]
    public async Task A_user_or_a_conversation_narrows_it()
    {
        await SeedAsync(Bills, "My invoice is wrong");
        await SeedAsync(new SessionKey("refunds", "ines"), "The invoice again");
        await SeedAsync(new SessionKey("bills", "marek"), "An invoice of mine");

        Assert.Equal(6, await CountAsync("search", "invoice"));
        Assert.Equal(4, await CountAsync("search", "invoice", "--user", "ines"));
        Assert.Equal(2, await CountAsync("search", "invoice", "--user", "ines", "--session", "bills"));
        Assert.Equal(2, await CountAsync("sessions", "search", "bills", "invoice", "--user", "marek"));
        Assert.Equal(0, await CountAsync("search", "invoice", "--app", "elsewhere"));
        Assert.Equal(3, await CountAsync("search", "invoice", "--role", "assistant"));
        Assert.Equal(6, await CountAsync("search", "invoice", "--since", "1h"));
    }

    [Fact]
    public async Task What_was_found_is_bold_in_a_window_and_plain_in_a_pipe()
    {
        await SeedAsync(Bills, "My [red]invoice[/] is wrong");

        var window = await RunAsync(TextReader.Null, interactive: true, ["search", "invoice"], colour: true);
        var pipe = await RunAsync("search", "invoice");

        Assert.Matches(@"My \[red\]\e\[1;93minvoice\e\[0m\[/\] is wrong", window.Output);
        Assert.Contains("My [red]invoice[/] is wrong", pipe.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', pipe.Output);
    }

    [Fact]
    public async Task What_was_taken_back_is_found_only_when_asked_for()
    {
        await SeedAsync(Bills, "one", "zebra");
        await RunAsync("sessions", "fork", "bills", "kept", "--user", "ines");
        await RunAsync("sessions", "undo", "bills", "--user", "ines");

        var result = await RunAsync("search", "zebra");

        Assert.Equal((0, "Nothing found.\n"), (result.ExitCode, result.Output));
        Assert.Equal(2, await CountAsync("search", "zebra", "--any-line"));
        Assert.Equal(2, await CountAsync("sessions", "search", "bills", "zebra", "--user", "ines", "--branch", "kept"));
    }

    [Fact]
    public async Task The_fields_of_its_JSON_are_these()
    {
        await SeedAsync(Bills, "My invoice is wrong");

        var json = await RunJsonAsync("search", "invoice");

        Assert.Equal(["total", "moreMatch", "hits", "unreadable"], Names(json));
        var hit = json.GetProperty("hits")[0];
        Assert.Equal(["app", "user", "session", "position", "role", "author", "at", "score", "snippet", "highlights"], Names(hit));
        var highlight = hit.GetProperty("highlights")[0];
        Assert.Equal("invoice", hit.GetProperty("snippet").GetString()!.Substring(highlight.GetProperty("start").GetInt32(), highlight.GetProperty("length").GetInt32()));
    }

    [Fact]
    public async Task A_limit_is_said_and_an_offset_goes_on()
    {
        await SeedAsync(Bills, "invoice one", "invoice two");

        var first = await RunAsync("search", "invoice", "--limit", "3");
        var second = await RunAsync("search", "invoice", "--offset", "3");
        var third = await RunAsync("search", "invoice", "--offset", "4");

        Assert.Equal((4, "4 messages found: add --offset 3\n"), (first.Lines.Length, first.Error));
        Assert.Equal((2, ""), (second.Lines.Length, second.Error));
        Assert.Equal("No more; 4 messages found.\n", third.Output);
    }

    [Fact]
    public async Task The_index_can_be_built_again()
    {
        await SeedAsync(Bills, "My invoice is wrong");

        var alone = await RunAsync("sessions", "search", "--rebuild");
        var one = await RunAsync("sessions", "search", "bills", "invoice", "--user", "ines", "--rebuild");

        Assert.Equal((0, "The index is built again.\n"), (alone.ExitCode, alone.Error));
        Assert.Contains("My invoice is wrong", one.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"open quote")]
    [InlineData("100%")]
    [InlineData("a:b - (c")]
    [InlineData("*")]
    public async Task Whatever_is_typed_is_text(string text)
    {
        await SeedAsync(Bills, "My invoice is wrong");

        Assert.Equal((0, "Nothing found.\n", ""), await Parts(RunAsync("search", text)));

        static async Task<(int, string, string)> Parts(Task<CliResult> running) => await running is var result ? (result.ExitCode, result.Output, result.Error) : default;
    }

    [Theory]
    [InlineData(2, "search")]
    [InlineData(2, "search", " ")]
    [InlineData(2, "sessions", "search")]
    [InlineData(2, "sessions", "search", "bills", "invoice", "--session", "other")]
    [InlineData(2, "search", "invoice", "--branch", "main")]
    [InlineData(2, "search", "invoice", "--session", "bills", "--branch", "main", "--any-line")]
    [InlineData(2, "search", "invoice", "--role", "robot")]
    [InlineData(2, "search", "invoice", "--limit", "101")]
    [InlineData(3, "search", "invoice", "--session", "nope")]
    [InlineData(3, "search", "invoice", "--session", "bills", "--user", "ines", "--branch", "nope")]
    public async Task What_cannot_be_searched_is_one_line_and_a_code(int exitCode, params string[] args)
    {
        await SeedAsync(Bills, "My invoice is wrong");

        var result = await RunAsync(args);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("colloquy: ", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private async Task<int> CountAsync(params string[] args) => (await RunJsonAsync(args)).GetProperty("total").GetInt32();
}
