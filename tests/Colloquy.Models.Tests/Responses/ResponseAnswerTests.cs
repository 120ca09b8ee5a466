using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

public sealed class ResponseAnswerTests
{
    private static readonly string s_items = string.Join(',',
        ResponseWire.Reasoning("I look it up.", "sealed"), ResponseWire.Text("Wait."), ResponseWire.Call("c1", "one", """{"a":1}"""), ResponseWire.Call("c2", "two", "{bad"));

    [Fact]
    public async Task One_message_holds_reasoning_text_and_calls_in_order()
    {
        var answer = await AskAsync(ResponseWire.Of(s_items));

        Check(answer);
    }

    [Fact]
    public async Task A_stream_gives_the_same_message_as_the_whole_response()
    {
        await using var server = await WireServer.StartAsync(WireReply.Events(
            ResponseWire.Created,
            ResponseWire.Event("response.reasoning_summary_text.delta", """ "item_id":"rs_1","output_index":0,"summary_index":0,"delta":"I look " """),
            ResponseWire.Event("response.reasoning_summary_text.delta", """ "item_id":"rs_1","output_index":0,"summary_index":0,"delta":"it up." """),
            ResponseWire.Done(ResponseWire.Reasoning("I look it up.", "sealed")),
            ResponseWire.TextDelta("Wa"), ResponseWire.TextDelta("it."), ResponseWire.Done(ResponseWire.Text("Wait.")),
            ResponseWire.Event("response.function_call_arguments.delta", """ "item_id":"fc_c1","output_index":2,"delta":"{}" """),
            ResponseWire.Done(ResponseWire.Call("c1", "one", """{"a":1}""")), ResponseWire.Done(ResponseWire.Call("c2", "two", "{bad")),
            ResponseWire.Completed(s_items)));

        var updates = await Clients.Responses(server).GetStreamingResponseAsync("Hi").ToListAsync();

        Check(updates.ToChatResponse());
        Assert.Equal(["Wa", "it."], updates.Select(update => update.Text).Where(text => text.Length > 0));
        Assert.Equal("True", server.Request.Text("stream"));
    }

    [Fact]
    public async Task A_conversation_that_the_service_keeps_is_named_in_the_answer()
    {
        await using var server = await WireServer.StartAsync(
            ResponseWire.Of(ResponseWire.Text("one")),
            WireReply.Events(ResponseWire.Created, ResponseWire.TextDelta("two"), ResponseWire.Completed(ResponseWire.Text("two"))),
            ResponseWire.Of(ResponseWire.Text("three"), more: ""","conversation":{"id":"conv_9"}"""));
        var client = Clients.Responses(server, kept: true);

        var whole = await client.GetResponseAsync("Hi");
        var streamed = await client.GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        var conversation = await client.GetResponseAsync("Hi");

        Assert.Equal(("resp_1", "resp_1", "conv_9"), (whole.ConversationId, streamed.ConversationId, conversation.ConversationId));
    }

    [Theory]
    [InlineData("max_output_tokens", "length")]
    [InlineData("content_filter", "content_filter")]
    public async Task An_answer_cut_short_says_why(string reason, string expected)
    {
        var more = $$$""","incomplete_details":{"reason":"{{{reason}}}"}""";
        await using var server = await WireServer.StartAsync(
            ResponseWire.Of(ResponseWire.Text("Hel"), "incomplete", more),
            WireReply.Events(ResponseWire.Created, ResponseWire.TextDelta("Hel"), ResponseWire.Completed(ResponseWire.Text("Hel"), "incomplete", more)));
        var client = Clients.Responses(server);

        var whole = await client.GetResponseAsync("Hi");
        var streamed = await client.GetStreamingResponseAsync("Hi").ToChatResponseAsync();

        Assert.Equal((expected, expected), (whole.FinishReason?.Value, streamed.FinishReason?.Value));
    }

    [Fact]
    public async Task A_refusal_is_an_error_content()
    {
        const string item = """{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"refusal","refusal":"No."}]}""";
        await using var server = await WireServer.StartAsync(
            ResponseWire.Of(item), WireReply.Events(ResponseWire.Created, ResponseWire.Done(item), ResponseWire.Completed(item)));
        var client = Clients.Responses(server);

        var whole = await client.GetResponseAsync("Hi");
        var streamed = await client.GetStreamingResponseAsync("Hi").ToChatResponseAsync();

        Assert.Equal("No.", Assert.IsType<ErrorContent>(whole.Messages.Single().Contents.Single()).Message);
        Assert.Equal("No.", streamed.Messages.Single().Contents.OfType<ErrorContent>().Single().Message);
    }

    [Fact]
    public async Task A_failed_response_is_a_typed_failure_whole_and_streamed()
    {
        const string error = ""","error":{"code":"server_error","message":"The model broke."}""";
        await using var server = await WireServer.StartAsync(
            ResponseWire.Of("", "failed", error),
            WireReply.Events(ResponseWire.Created, ResponseWire.Completed("", "failed", error)),
            WireReply.Events(ResponseWire.Created, ResponseWire.Event("error", """ "code":"server_error","message":"The model broke.","param":null""")));
        var client = Clients.Responses(server);

        var whole = await Assert.ThrowsAsync<ModelFailedException>(() => client.GetResponseAsync("Hi"));
        var streamed = await Assert.ThrowsAsync<ModelFailedException>(() => client.GetStreamingResponseAsync("Hi").ToChatResponseAsync());
        var told = await Assert.ThrowsAsync<ModelFailedException>(() => client.GetStreamingResponseAsync("Hi").ToChatResponseAsync());

        Assert.All([whole, streamed, told], failure => Assert.Equal(("server_error", "resp_1"), (failure.Code, failure.ResponseId)));
        Assert.All([whole, streamed, told], failure => Assert.Contains("The model broke.", failure.Message, StringComparison.Ordinal));
    }

    private static void Check(ChatResponse answer)
    {
        var contents = Assert.Single(answer.Messages).Contents;
        var reasoning = Assert.IsType<TextReasoningContent>(contents[0]);
        Assert.Equal(("I look it up.", "sealed"), (reasoning.Text, reasoning.ProtectedData));
        Assert.Equal("Wait.", Assert.IsType<TextContent>(contents[1]).Text);
        Assert.Equal(("c1", "one", "1"), (Call(contents[2]).CallId, Call(contents[2]).Name, Call(contents[2]).Arguments!["a"]!.ToString()));
        Assert.IsType<FormatException>(Call(contents[3]).Exception);
        Assert.Equal(4, contents.Count);

        Assert.Equal(("resp_1", "gpt-5-mini-2025", null), (answer.ResponseId, answer.ModelId, answer.ConversationId));
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
        Assert.Equal((20, 7, 27, 16, 4), (answer.Usage!.InputTokenCount, answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount, answer.Usage.CachedInputTokenCount, answer.Usage.ReasoningTokenCount));
    }

    private static FunctionCallContent Call(AIContent content) => Assert.IsType<FunctionCallContent>(content);

    private static async Task<ChatResponse> AskAsync(WireReply reply)
    {
        await using var server = await WireServer.StartAsync(reply);
        return await Clients.Responses(server).GetResponseAsync("Hi");
    }
}
