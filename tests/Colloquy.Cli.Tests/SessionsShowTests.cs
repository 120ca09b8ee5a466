using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

public sealed class SessionsShowTests : CliTest
{
    private static readonly SessionKey Key = new("ticket-4711", "ines");

    [Fact]
    public async Task Messages_are_shown_with_positions_turns_roles_and_tool_calls_and_then_the_state()
    {
        await SeedToolsAsync();

        var result = await RunAsync("sessions", "show", "ticket-4711", "--user", "ines");

        Assert.Equal(0, result.ExitCode);
        var output = result.Output;
        Assert.Contains("1 turn, 4 messages", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^ +2 +1 +user +Open a ticket$", output);
        Assert.Matches(@"(?m)^ +3 +1 +assistant +open_case\(subject: ""Invoice"", priority: 2\)$", output);
        Assert.Matches(@"(?m)^ +4 +1 +tool +CASE-101$", output);
        Assert.Matches(@"(?m)^ +5 +1 +assistant +Done\.$", output);
        Assert.Matches(@"(?m)^language +en$", output);
    }

    [Fact]
    public async Task The_fields_of_its_JSON_are_these()
    {
        await SeedToolsAsync();

        var shown = await RunJsonAsync("sessions", "show", "ticket-4711", "--user", "ines");

        Assert.Equal(["session", "turnCount", "messageCount", "turns", "messages", "next", "state"], Names(shown));
        Assert.Equal(["number", "position", "status", "startedAt", "durationSeconds", "agent", "input", "error", "limit", "pruned", "unreadable", "canFork", "tools", "usage"], Names(shown.GetProperty("turns")[0]));
        Assert.Equal(["position", "turn", "role", "author", "at", "text", "partial", "unreadable", "toolCalls", "toolResults", "other"], Names(shown.GetProperty("messages")[0]));
        var call = shown.GetProperty("messages")[1].GetProperty("toolCalls")[0];
        Assert.Equal(("open_case", 2), (call.GetProperty("name").GetString(), call.GetProperty("arguments").GetProperty("priority").GetInt32()));
        Assert.Equal("CASE-101", shown.GetProperty("messages")[2].GetProperty("toolResults")[0].GetProperty("result").GetString());
        Assert.Equal("en", shown.GetProperty("state")[0].GetProperty("value").GetString());
    }

    [Fact]
    public async Task A_limit_shows_the_newest_and_pages_lead_back_to_the_first()
    {
        await SeedAsync(Key, "one", "two", "three");

        var seen = new List<string>();
        long? before = null;
        do
        {
            var page = await RunJsonAsync(["sessions", "show", "ticket-4711", "--user", "ines", "--limit", "4", .. before is null ? [] : new[] { "--before", $"{before}" }]);
            seen.InsertRange(0, page.GetProperty("messages").EnumerateArray().Select(message => $"{message.GetProperty("turn")} {message.GetProperty("text")}"));
            before = page.GetProperty("next") is { ValueKind: JsonValueKind.Number } next ? next.GetInt64() : null;
        }
        while (before is not null);

        Assert.Equal(["1 one", "1 Answer to one", "2 two", "2 Answer to two", "3 three", "3 Answer to three"], seen);
    }

    [Fact]
    public async Task A_limit_of_0_shows_the_facts_only()
    {
        await SeedAsync(Key, "one");

        var result = await RunAsync("sessions", "show", "--session", "ticket-4711", "--user", "ines", "--limit", "0");

        Assert.Contains("1 turn, 2 messages", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Answer to one", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_text_cannot_steer_the_window()
    {
        await SeedAsync(Key, "\e]0;owned\a[red]not markup[/]");

        var result = await RunAsync(TextReader.Null, interactive: true, ["sessions", "show", "ticket-4711", "--user", "ines"]);

        Assert.DoesNotContain('\e', result.Output);
        Assert.Contains("[red]not markup[/]", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_of_another_user_is_not_found()
    {
        await SeedAsync(Key, "one");

        var result = await RunAsync("sessions", "show", "ticket-4711", "--user", "marek");

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("colloquy: There is no session 'ticket-4711' of user 'marek'.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_name_it_is_a_usage_error()
    {
        var result = await RunAsync("sessions", "show");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("colloquy: No conversation is named. See `colloquy sessions show --help`.\n", result.Error);
    }

    private async Task SeedToolsAsync()
    {
        await using var store = await OpenStoreAsync();
        var session = await store.OpenAsync(Key);
        await session.AddAsync(
        [
            new ChatMessage(ChatRole.User, "Open a ticket"),
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c1", "open_case", new Dictionary<string, object?> { ["subject"] = "Invoice", ["priority"] = 2 })]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "CASE-101")]),
            new ChatMessage(ChatRole.Assistant, "Done."),
        ]);
        await session.State.SetAsync("language", "en");
    }
}
