using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Offline.Tests;

public sealed class OfflineChatClientTests
{
    private static readonly OfflineChatClient s_client = new();

    [Fact]
    public async Task It_says_that_it_is_a_stand_in()
    {
        var metadata = s_client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;

        Assert.Equal(("offline", "offline-stand-in"), (metadata!.ProviderName, metadata.DefaultModelId));
        Assert.Equal("offline-stand-in", (await s_client.GetResponseAsync("Hi")).ModelId);
    }

    [Fact]
    public async Task The_same_request_gets_the_same_answer_with_the_same_ids()
    {
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(() => "none", "list_cases")] };

        var one = await s_client.GetResponseAsync("Show my cases", options);
        var other = await new OfflineChatClient().GetResponseAsync("Show my cases", options);
        var longer = await s_client.GetResponseAsync([new(ChatRole.User, "Hi"), new(ChatRole.User, "Show my cases")], options);

        Assert.Equal((one.ResponseId, Talk.Calls(one)[0].CallId), (other.ResponseId, Talk.Calls(other)[0].CallId));
        Assert.NotEqual(Talk.Calls(one)[0].CallId, Talk.Calls(longer)[0].CallId);
    }

    [Theory]
    [InlineData("Why is the sky blue?")]
    [InlineData("Show the level and my cases")]
    public async Task Streaming_brings_the_same_answer_in_pieces_and_then_usage(string text)
    {
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(() => "none", "list_cases"), AIFunctionFactory.Create(() => 1, "get_level")] };

        var whole = await s_client.GetResponseAsync(text, options);
        var updates = await s_client.GetStreamingResponseAsync(text, options).ToListAsync();

        var streamed = updates.ToChatResponse();
        Assert.True(updates.Count > 2);
        Assert.IsType<UsageContent>(Assert.Single(updates[^1].Contents));
        Assert.Equal((whole.Text, whole.ResponseId, whole.FinishReason, whole.ModelId), (streamed.Text, streamed.ResponseId, streamed.FinishReason, streamed.ModelId));
        Assert.Equal(Talk.Calls(whole).Select(call => call.CallId), Talk.Calls(streamed).Select(call => call.CallId));
        Assert.Equal((whole.Usage!.InputTokenCount, whole.Usage.OutputTokenCount), (streamed.Usage!.InputTokenCount, streamed.Usage.OutputTokenCount));
    }

    [Fact]
    public async Task Tokens_are_a_quarter_of_the_characters_rounded_up()
    {
        var answer = await s_client.GetResponseAsync("Hello");

        Assert.Equal((answer.Text.Length + 3) / 4, answer.Usage!.OutputTokenCount);
        Assert.Equal(answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount);
        Assert.True((await s_client.GetResponseAsync(new string('x', 400))).Usage!.InputTokenCount >= 100);
    }

    [Fact]
    public async Task Rules_of_ones_own_come_first()
    {
        var client = new OfflineChatClient([OfflineRule.When("deposit", "Deposits come back within a week."), new("Shout", request => request.Text.EndsWith('!') ? OfflineAnswer.Say("Calm down.") : null)]);

        Assert.Equal("Deposits come back within a week.", (await client.GetResponseAsync("Where is my DEPOSIT?")).Text);
        Assert.Equal("Calm down.", (await client.GetResponseAsync("Stop it!")).Text);
        Assert.Equal("Hello! How can I help you today?", (await client.GetResponseAsync("Hello")).Text);
    }

    [Fact]
    public async Task Json_is_given_in_the_form_that_was_asked_for()
    {
        var schema = JsonDocument.Parse("""{"type":"object","properties":{"reason":{"type":"string"},"score":{"type":"integer"},"verdict":{"enum":["pass","fail"]},"tags":{"type":"array"}}}""").RootElement;

        var shaped = JsonDocument.Parse((await s_client.GetResponseAsync("Hello", new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) })).Text).RootElement;
        var plain = JsonDocument.Parse((await s_client.GetResponseAsync("Hello", new ChatOptions { ResponseFormat = ChatResponseFormat.Json })).Text).RootElement;

        Assert.Equal("Hello! How can I help you today?", shaped.GetProperty("reason").GetString());
        Assert.Equal("pass", shaped.GetProperty("verdict").GetString());
        Assert.Equal("Hello! How can I help you today?", plain.GetProperty("answer").GetString());
    }

    [Fact]
    public async Task A_cancelled_token_cancels()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => s_client.GetResponseAsync("Hi", cancellationToken: source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => s_client.GetStreamingResponseAsync("Hi", cancellationToken: source.Token).ToListAsync().AsTask());
    }

    [Fact]
    public async Task Nothing_at_all_is_answered_too()
    {
        Assert.Equal("(offline stand-in) You said: \"\". I have 0 earlier messages of this conversation.", (await s_client.GetResponseAsync([])).Text);
    }
}
