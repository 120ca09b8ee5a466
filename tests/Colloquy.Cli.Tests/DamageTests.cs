using System.Text.Json;
using Microsoft.Extensions.AI;
using SQLitePCL;

namespace Colloquy.Cli.Tests;

/// <summary>What cannot be read is shown as such, in tables and to programs, beside all that can.</summary>
public sealed class DamageTests : CliTest
{
    private const string Problem = "has a payload that does not match its checksum";
    private static readonly string[] BrokenPayload = ["{", "null", "[17]"];

    [Fact]
    public async Task A_message_that_cannot_be_read_is_marked()
    {
        await SeedAsync(new SessionKey("chat"), "first", "second");
        Execute("UPDATE entries SET payload = CAST('{' AS BLOB) WHERE id & 0x7fffffff = 2");

        var shown = await RunAsync("sessions", "show", "chat");
        var messages = (await RunJsonAsync("sessions", "show", "chat")).GetProperty("messages").EnumerateArray().ToList();

        Assert.Equal(0, shown.ExitCode);
        Assert.Matches(@"(?m)^ *2 +\S+ +user +\[unreadable: it " + Problem + @"\]", shown.Output);
        Assert.Contains("Answer to first", shown.Output, StringComparison.Ordinal);
        Assert.Equal([Problem, null, null, null], messages.Select(message => message.GetProperty("unreadable").GetString()));
    }

    [Fact]
    public async Task A_message_that_is_lost_takes_no_command_down()
    {
        await SeedAsync(new SessionKey("chat"), "first", "second");
        Execute("DELETE FROM entries WHERE id & 0x7fffffff = 2");

        var shown = await RunJsonAsync("sessions", "show", "chat");

        Assert.Equal("second", shown.GetProperty("messages").EnumerateArray().Single(message => message.GetProperty("role").GetString() == "user").GetProperty("text").GetString());
        Assert.NotNull(shown.GetProperty("messages")[0].GetProperty("unreadable").GetString());
        Assert.Equal(4, shown.GetProperty("messageCount").GetInt32());
    }

    [Fact]
    public async Task A_turn_that_cannot_be_read_is_marked()
    {
        await SeedAsync(new SessionKey("chat"), "first", "second");
        foreach (var payload in BrokenPayload)
        {
            Execute($"UPDATE entries SET payload = CAST('{payload}' AS BLOB) WHERE id & 0x7fffffff = 1");

            var listed = await RunAsync("sessions", "turns", "chat");
            var turns = (await RunJsonAsync("sessions", "turns", "chat")).GetProperty("turns").EnumerateArray().ToList();

            Assert.Contains($"[unreadable: it {Problem}]", listed.Output, StringComparison.Ordinal);
            Assert.Contains("second", listed.Output, StringComparison.Ordinal);
            Assert.Equal([Problem, null], turns.Select(turn => turn.GetProperty("unreadable").GetString()));
        }
    }

    [Fact]
    public async Task A_turn_shown_whole_has_the_marks_of_its_messages()
    {
        await SeedAsync(new SessionKey("chat"), "first", "second");
        Execute("UPDATE entries SET payload = CAST('{' AS BLOB) WHERE id & 0x7fffffff = 3");

        var shown = await RunAsync("sessions", "turns", "chat", "1");
        var turn = await RunJsonAsync("sessions", "turns", "chat", "1");

        Assert.Contains($"[unreadable: it {Problem}]", shown.Output, StringComparison.Ordinal);
        Assert.Equal([null, Problem], turn.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("unreadable").GetString()));
    }

    [Fact]
    public async Task The_window_says_what_it_leaves_out()
    {
        await SeedAsync(new SessionKey("chat"), "first", "second");
        Execute("UPDATE entries SET payload = CAST('{' AS BLOB) WHERE id & 0x7fffffff = 2");

        var shown = await RunAsync("sessions", "window", "chat");
        var window = await RunJsonAsync("sessions", "window", "chat");

        Assert.Matches(@"(?m)^out +2 .*cannot be read", shown.Output);
        Assert.Contains($"The entry at position 2 cannot be read and is left out, since it {Problem}.", shown.Error, StringComparison.Ordinal);
        Assert.Contains("position 2 cannot be read", Assert.Single(window.GetProperty("notes").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_whose_record_cannot_be_read_stands_in_the_list()
    {
        await SeedAsync(new SessionKey("bills", "ines"), "first");
        await SeedAsync(new SessionKey("chat"), "second");
        Execute("UPDATE sessions SET metadata = '{' WHERE session = 'bills'");

        var listed = await RunAsync("sessions", "list");
        var list = JsonElement.Parse((await RunAsync("sessions", "list", "--json")).Output);

        Assert.Matches(@"(?m)^ines +bills +unreadable +- +-$", listed.Output);
        Assert.Contains("the record of session 'bills' of user 'ines' in app 'default' cannot be read", listed.Error, StringComparison.Ordinal);
        Assert.Equal("chat", Assert.Single(list.GetProperty("sessions").EnumerateArray()).GetProperty("id").GetString());
        var unreadable = Assert.Single(list.GetProperty("unreadable").EnumerateArray());
        Assert.Equal(["app", "user", "id", "problem"], Names(unreadable));
        Assert.Equal("bills", unreadable.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Approvals_tell_of_conversations_whose_records_cannot_be_read()
    {
        await SeedAsync(new SessionKey("bills", "ines"), "first");
        Execute("UPDATE sessions SET activity = 2, metadata = '{' WHERE session = 'bills'");

        var listed = await RunAsync("approvals", "list");
        var list = JsonElement.Parse((await RunAsync("approvals", "list", "--json")).Output);
        var approved = await RunAsync("approvals", "approve", "12-9f3c0a5b6d7e8f01");

        Assert.Contains("warning: ", listed.Error, StringComparison.Ordinal);
        Assert.Equal("bills", Assert.Single(list.GetProperty("unreadable").EnumerateArray()).GetProperty("id").GetString());
        Assert.Contains("the record of session 'bills' of user 'ines' in app 'default' cannot be read", approved.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_session_whose_entries_are_lost_is_named_beside_those_that_can_be_read()
    {
        await AskAsync("bills");
        await AskAsync("trip");
        Execute("DELETE FROM entries WHERE id >> 31 = (SELECT id FROM sessions WHERE session = 'bills')");

        foreach (var command in (string[][])[["approvals", "list"], ["top"]])
        {
            var listed = await RunAsync(command);
            var json = JsonElement.Parse((await RunAsync([.. command, "--json"])).Output);

            Assert.Equal(0, listed.ExitCode);
            Assert.Contains("trip", listed.Output, StringComparison.Ordinal);
            Assert.Contains("'bills'", listed.Output + listed.Error, StringComparison.Ordinal);
            Assert.Equal(["trip", "trip"], json.GetProperty(command[0] == "top" ? "waiting" : "approvals").EnumerateArray().Select(call => call.GetProperty("session").GetString()));
            Assert.Equal("bills", Assert.Single(json.GetProperty("unreadable").EnumerateArray()).GetProperty("id").GetString());
        }

        var named = await RunAsync("approvals", "list", "--session", "bills");
        var approved = await RunAsync("approvals", "approve", "12-9f3c0a5b6d7e8f01");

        Assert.Equal((1, ""), (named.ExitCode, named.Output));
        Assert.Contains("'bills'", named.Error, StringComparison.Ordinal);
        Assert.Equal(3, approved.ExitCode);
        Assert.Contains("warning: ", approved.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_session_whose_entries_are_lost_is_shown_and_named()
    {
        await SeedAsync(new SessionKey("bills"), "first");
        Execute("UPDATE sessions SET activity = 1; DELETE FROM entries");

        var shown = await RunAsync("top");
        var unreadable = JsonElement.Parse((await RunAsync("top", "--json")).Output).GetProperty("unreadable");

        Assert.Equal(0, shown.ExitCode);
        Assert.Matches(@"(?m)^- +bills +- +- +interrupted +- +-$", shown.Output);
        Assert.Contains("session 'bills' in app 'default'", shown.Output, StringComparison.Ordinal);
        Assert.Equal("bills", Assert.Single(unreadable.EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_policy_that_cannot_be_read_is_told_by_list_and_sweep()
    {
        await SeedAsync(new SessionKey("bills", "ines"), "first");
        await SeedAsync(new SessionKey("chat"), "second");
        await RunAsync("sessions", "retention", "bills", "--user", "ines", "--ttl", "1d");
        await RunAsync("sessions", "retention", "chat", "--ttl", "1d");
        Execute("UPDATE sessions SET retention = '{' WHERE session = 'bills'");

        var listed = await RunAsync("retention", "list");
        var list = JsonElement.Parse((await RunAsync("retention", "list", "--json")).Output);
        var swept = await RunAsync("retention", "sweep", "--json");

        Assert.Contains("chat", listed.Output, StringComparison.Ordinal);
        Assert.StartsWith("colloquy: warning: ", listed.Error, StringComparison.Ordinal);
        Assert.Equal("bills", Assert.Single(list.GetProperty("unreadable").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal((1, "bills"), (swept.ExitCode, Assert.Single(JsonElement.Parse(swept.Output).GetProperty("unreadable").EnumerateArray()).GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_value_of_state_that_cannot_be_read_is_marked()
    {
        await SeedAsync(new SessionKey("chat"), "first");
        foreach (var key in (string[])["bad", "good"])
        {
            await RunAsync("state", "set", key, "1", "--session", "chat");
            await RunAsync("state", "set", key, "1", "--scope", "user", "--user", "ines");
        }

        Execute("UPDATE entries SET payload = CAST('{' AS BLOB) WHERE kind = 'state' AND subject = 'bad'; UPDATE state SET value = CAST('{' AS BLOB) WHERE key = 'bad'");

        foreach (var scope in (string[][])[["--session", "chat"], ["--scope", "user", "--user", "ines"]])
        {
            var listed = await RunAsync(["state", "list", .. scope]);
            var keys = (await RunJsonAsync(["state", "list", .. scope])).GetProperty("keys").EnumerateArray().ToList();
            var got = await RunAsync(["state", "get", "bad", .. scope]);

            Assert.Matches(@"(?m)^ *\d+ +bad +\(unreadable\)$", listed.Output);
            Assert.Matches(@"(?m)^ *\d+ +good +1$", listed.Output);
            Assert.Equal([true, false], keys.Select(key => key.GetProperty("unreadable").ValueKind == JsonValueKind.String));
            Assert.Equal(1, got.ExitCode);
        }

        var shown = await RunAsync("sessions", "show", "chat");
        Assert.Matches(@"(?m)^bad +\(unreadable\)$", shown.Output);
        Assert.Equal(JsonValueKind.Null, (await RunJsonAsync("sessions", "show", "chat")).GetProperty("state")[0].GetProperty("value").ValueKind);
    }

    [Fact]
    public async Task A_search_tells_people_and_programs_what_it_could_not_read()
    {
        await SeedAsync(new SessionKey("chat"), "first", "second");
        Execute("UPDATE entries SET payload = CAST('{' AS BLOB) WHERE id & 0x7fffffff = 2");

        var page = JsonElement.Parse((await RunAsync("search", "second", "--json")).Output);
        var again = await RunAsync("search", "second");

        Assert.Contains("The message at position 2 of session 'chat' in app 'default' cannot be read: it could not be read when it was to be searched.", again.Error, StringComparison.Ordinal);
        Assert.Equal(2, page.GetProperty("total").GetInt32());
        Assert.Equal((2, Problem), Assert.Single(page.GetProperty("unreadable").EnumerateArray()) is var entry ? (entry.GetProperty("position").GetInt32(), entry.GetProperty("problem").GetString()) : default);
    }

    [Fact]
    public async Task A_memory_that_cannot_be_read_whole_is_marked()
    {
        await RunAsync("memory", "store", "likes tea", "--key", "drink", "--user", "ines");
        await RunAsync("memory", "store", "likes cake", "--user", "ines");
        Execute("UPDATE memories SET metadata = '{' WHERE key = 'drink'");

        var listed = await RunAsync("memory", "list", "--user", "ines");
        var memories = (await RunJsonAsync("memory", "list", "--user", "ines")).GetProperty("memories").EnumerateArray().ToList();

        Assert.Contains("likes tea", listed.Output, StringComparison.Ordinal);
        Assert.Contains("Memory 1 has parts that cannot be read: metadata.", listed.Error, StringComparison.Ordinal);
        Assert.Equal([null, "has parts that cannot be read: metadata"], memories.Select(memory => memory.GetProperty("unreadable").GetString()));
    }

    [Fact]
    public async Task A_call_is_explained_without_the_instructions_that_are_lost()
    {
        await RunAsync("Hello", ["chat", "--instructions", "Be brief."]);
        var position = (await RunJsonAsync("sessions", "show", "chat")).GetProperty("messages")[1].GetProperty("position").GetInt32();
        Execute("DELETE FROM blobs");

        var told = await RunAsync("sessions", "explain", "chat", $"{position}");
        var json = await RunJsonAsync("sessions", "explain", "chat", $"{position}");

        Assert.Equal(0, told.ExitCode);
        Assert.Contains("Hello", told.Output, StringComparison.Ordinal);
        Assert.Contains("The text of the instructions is missing", told.Error, StringComparison.Ordinal);
        Assert.Contains("The text of the instructions is missing", Assert.Single(json.GetProperty("missing").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_followed_has_the_mark()
    {
        await RunAsync("Hello", ["chat"]);
        Execute("UPDATE entries SET payload = CAST('{' AS BLOB) WHERE kind = 'message' AND subject = 'user'");

        var followed = await RunAsync("sessions", "follow", "chat", "--after", "0", "--until-turn-ends");
        var lines = (await RunAsync("sessions", "follow", "chat", "--after", "0", "--until-turn-ends", "--json")).Lines.Select(line => JsonElement.Parse(line)).ToList();

        Assert.Contains($"[message] [unreadable: it {Problem}]", followed.Output, StringComparison.Ordinal);
        Assert.Equal(Problem, Assert.Single(lines, line => line.GetProperty("unreadable").ValueKind == JsonValueKind.String).GetProperty("unreadable").GetString());
    }

    [Fact]
    public async Task Usage_by_tool_says_which_calls_it_could_not_read()
    {
        await RunAsync("Hello\nMore\n", ["chat"]);
        Execute("UPDATE usage SET called = '{' WHERE position = (SELECT min(position) FROM usage)");

        var added = await RunAsync("usage", "--by", "tool");
        var groups = JsonElement.Parse((await RunAsync("usage", "--by", "tool", "--json")).Output).GetProperty("groups").EnumerateArray();

        Assert.Contains("colloquy: warning: the tools that 1 call asked for cannot be read, and it counts for none.", added.Error, StringComparison.Ordinal);
        Assert.Equal(1, groups.Sum(group => group.GetProperty("usage").GetProperty("unreadableCalls").GetInt32()));
    }

    private async Task AskAsync(string id)
    {
        await using var store = await OpenStoreAsync();
        var tool = new ApprovalRequiredAIFunction(AIFunctionFactory.Create((int a, int b) => a + b, "add"));
        await new Agent(new PricedModel("gpt-5")) { Tools = [tool] }.RunAsync("Add them.", await store.OpenAsync(new SessionKey(id)));
    }

    private void Execute(string sql)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(StorePath, out var file));
        using (file)
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(file, sql));
    }
}
