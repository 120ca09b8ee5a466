using System.Text.Json;
using Colloquy.Tests;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

public sealed class SessionsWindowTests : CliTest
{
    private static readonly SessionKey Key = new("chat");

    [Fact]
    public async Task Without_need_everything_is_in_the_window()
    {
        await SeedAsync(Key, "one");

        var output = (await RunAsync("sessions", "window", "chat")).Output;

        Assert.Matches("(?m)^Branch +main$", output);
        Assert.Matches(@"(?m)^Sent +2 messages, \d+ tokens of a budget of 100,000$", output);
        Assert.Matches("(?m)^in +2 +user +\\d+ +nothing leaves it out +one$", output);
        Assert.DoesNotContain("Cut", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_shows_what_would_be_left_out_and_why()
    {
        await SeedAsync(Key, [.. Enumerable.Range(1, 8).Select(number => $"Question {number} {new string('x', 100)}")]);

        var result = await RunAsync("sessions", "window", "chat", "--budget", "150");
        var json = await RunJsonAsync("sessions", "window", "chat", "--budget", "150");

        Assert.Matches(@"(?m)^Cut +before position \d+$", result.Output);
        Assert.Matches(@"(?m)^out +1-\d+ +- +- +before the cut of the budget of 150 tokens$", result.Output);
        Assert.Matches(@"(?m)^in +24 +assistant ", result.Output);
        var sent = json.GetProperty("messages").EnumerateArray().ToList();
        Assert.InRange(sent.Count, 1, 15);
        Assert.StartsWith("Answer to Question 8", sent[^1].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.InRange(json.GetProperty("tokens").GetInt32(), 1, 150);
    }

    [Fact]
    public async Task A_branch_has_a_window_of_its_own_and_its_messages_can_be_shown_whole()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 50));
        await SeedAsync(Key, text, "two");
        await RunAsync("sessions", "fork", "chat", "hiring", "--after-turn", "1");

        var preview = (await RunAsync("sessions", "window", "chat", "--branch", "hiring")).Output;
        var full = (await RunAsync("sessions", "window", "chat", "--branch", "hiring", "--full")).Output;

        Assert.Matches("(?m)^Sent +2 messages", preview);
        Assert.DoesNotContain(text, preview, StringComparison.Ordinal);
        Assert.Matches($"(?m)^ +1 +user +{text}$", full);
    }

    [Fact]
    public async Task The_fields_of_its_JSON_are_these()
    {
        await SeedAsync(Key, "one");

        var json = await RunJsonAsync("sessions", "window", "chat");

        Assert.Equal(["branch", "tokens", "budget", "cut", "rows", "notes", "messages"], Names(json));
        Assert.Equal(["first", "last", "role", "place", "reason", "tokens", "preview"], Names(json.GetProperty("rows")[0]));
        Assert.Equal(["role", "author", "text", "toolCalls", "toolResults", "other"], Names(json.GetProperty("messages")[0]));
    }

    [Fact]
    public async Task An_answer_is_explained_by_what_its_model_was_shown()
    {
        await RunToolTurnAsync();

        var output = (await RunAsync("sessions", "explain", "chat", "8")).Output;

        Assert.Matches("(?m)^Message +at position 8, made by the model call at position 7$", output);
        Assert.Matches("(?m)^Model +gpt-5-mini of openai$", output);
        Assert.Matches(@"(?m)^Used +10 tokens in \(4 cached\), 5 out, \$0\.000012$", output);
        Assert.Matches("(?m)^Instructions +Be exact\\.\n +Be brief\\.$", output);
        Assert.Matches("(?m)^add +Adds two numbers$", output);
        Assert.Matches("(?m)^ +1 +user +Add it up$", output);
        Assert.Matches("(?m)^ +4 +tool +7$", output);
    }

    [Fact]
    public async Task The_fields_of_an_explanation_are_these()
    {
        await RunToolTurnAsync();

        var json = await RunJsonAsync("sessions", "explain", "chat", "8");

        Assert.Equal(["position", "agent", "call", "instructions", "tools", "messages", "missing"], Names(json));
        Assert.Equal(7, json.GetProperty("position").GetInt32());
        Assert.Equal("Be exact.\nBe brief.", json.GetProperty("instructions").GetString());
        Assert.Equal("add", json.GetProperty("tools")[0].GetProperty("name").GetString());
        Assert.Equal(["user", "assistant", "tool", "tool"], json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task A_conversation_that_a_service_keeps_is_told_as_such()
    {
        await using (var store = await OpenStoreAsync())
        {
            var session = await store.OpenAsync(Key);
            using var model = new KeepingChatClient();
            await new Agent(model).RunAsync("one", session);
            await new Agent(model).RunAsync("two", session);
        }

        var window = await RunAsync("sessions", "window", "chat");
        var explained = (await RunAsync("sessions", "explain", "chat", "10")).Output;
        var json = (await RunJsonAsync("sessions", "explain", "chat", "10")).GetProperty("call");

        Assert.Matches("(?m)^out +1-10 +- +- +kept by the service as conversation 'resp_2'$", window.Output);
        Assert.Contains("no strategy has a say", window.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Matches("Service +keeps the conversation, since then as 'resp_2'; it had what stands up to position 4", explained);
        Assert.Equal(("resp_2", 4), (json.GetProperty("conversation").GetString(), json.GetProperty("keptUpTo").GetInt32()));
    }

    [Theory]
    [InlineData(2, "window", "--budget", "0")]
    [InlineData(3, "window", "--branch", "nope")]
    [InlineData(2, "explain")]
    [InlineData(2, "explain", "first")]
    [InlineData(3, "explain", "2")]
    [InlineData(3, "explain", "0")]
    [InlineData(3, "explain", "99")]
    public async Task What_cannot_be_shown_is_one_line_and_a_code(int exitCode, string command, params string[] options)
    {
        await SeedAsync(Key, "one");

        var result = await RunAsync(["sessions", command, "chat", .. options]);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("colloquy: ", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private async Task RunToolTurnAsync()
    {
        await using var store = await OpenStoreAsync();
        var session = await store.OpenAsync(Key);
        using var model = new PricedModel("gpt-5-mini");
        var agent = new Agent(model) { Instructions = "Be exact.\nBe brief.", Tools = [AIFunctionFactory.Create((int a, int b) => a + b, "add", "Adds two numbers")] };
        await agent.RunAsync("Add it up", session);
    }
}
