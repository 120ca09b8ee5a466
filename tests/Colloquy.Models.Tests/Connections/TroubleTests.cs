using System.ClientModel;
using Anthropic.Exceptions;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>What a caller sees when the service or the line is in trouble, whichever client is used.</summary>
public sealed class TroubleTests
{
    // By default a client that leaves a stream reads on for two seconds, to spare the connection.
    private static readonly HttpClient s_impatient = new(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero });

    public static TheoryData<string> AllClients => ["completions", "responses", "anthropic"];

    public static MatrixTheoryData<string, int> AllErrors => new(["completions", "responses", "anthropic"], [400, 401, 429, 500]);

    [Theory]
    [MemberData(nameof(AllErrors))]
    public async Task A_refused_call_throws_the_sdk_s_exception_with_its_status(string kind, int status)
    {
        await using var server = await WireServer.StartAsync(Refusal(kind, status), Refusal(kind, status));
        var client = Open(kind, server);

        var whole = await Assert.ThrowsAnyAsync<Exception>(() => client.GetResponseAsync("Hi"));
        var streamed = await Assert.ThrowsAnyAsync<Exception>(() => client.GetStreamingResponseAsync("Hi").ToListAsync());

        Assert.Equal((status, status), (StatusOf(whole), StatusOf(streamed)));
        Assert.Contains("Something is off", whole.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", whole.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(AllClients))]
    public async Task A_busy_service_is_tried_again_as_often_as_asked(string kind)
    {
        await using var server = await WireServer.StartAsync(
            WireReply.Error(429, "Slow down", "rate_limit_exceeded", ("Retry-After", "0"), ("retry-after-ms", "1")), Hello(kind));

        var answer = await Open(kind, server, retries: 1).GetResponseAsync("Hi");

        Assert.Equal("Hello.", answer.Text);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(AllClients))]
    public async Task Cancelling_while_the_answer_is_awaited_stops_the_call(string kind)
    {
        var gate = new WireGate();
        await using var server = await WireServer.StartAsync(new WireReply().Hold(gate));
        using var source = new CancellationTokenSource();

        var call = Open(kind, server).GetResponseAsync("Hi", cancellationToken: source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        gate.Open();
    }

    [Theory]
    [MemberData(nameof(AllClients))]
    public async Task Cancelling_in_the_middle_of_a_stream_hangs_up(string kind)
    {
        var gate = new WireGate();
        await using var server = await WireServer.StartAsync(Beginning(kind).Hold(gate));
        using var source = new CancellationTokenSource();

        var seen = "";
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in Open(kind, server).GetStreamingResponseAsync("Hi", cancellationToken: source.Token))
            {
                seen += update.Text;
                if (seen.Length > 0)
                    await source.CancelAsync();
            }
        });

        await gate.Abandoned.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal("Hel", seen);
    }

    [Theory]
    [MemberData(nameof(AllClients))]
    public async Task Leaving_a_stream_early_hangs_up(string kind)
    {
        var gate = new WireGate();
        await using var server = await WireServer.StartAsync(Beginning(kind).Hold(gate));

        await foreach (var update in Open(kind, server).GetStreamingResponseAsync("Hi"))
            if (update.Text.Length > 0)
                break;

        await gate.Abandoned.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(AllClients))]
    public async Task Pieces_arrive_before_the_answer_is_whole(string kind)
    {
        var gate = new WireGate();
        await using var server = await WireServer.StartAsync(Beginning(kind).Hold(gate).Then(Ending(kind)));

        var seen = "";
        await foreach (var update in Open(kind, server).GetStreamingResponseAsync("Hi"))
        {
            seen += update.Text;
            if (seen == "Hel")
                gate.Open();
        }

        Assert.Equal("Hello.", seen);
    }

    [Theory]
    [MemberData(nameof(AllClients))]
    public async Task A_connection_cut_in_the_middle_of_a_stream_is_an_error_not_an_end(string kind)
    {
        await using var server = await WireServer.StartAsync(Beginning(kind).Cut());

        var trouble = await Assert.ThrowsAnyAsync<Exception>(() => Open(kind, server).GetStreamingResponseAsync("Hi").ToListAsync());

        Assert.False(trouble is OperationCanceledException, trouble.ToString());
    }

    private static IChatClient Open(string kind, WireServer server, int retries = 0)
    {
        var connection = Clients.Connection(kind == "anthropic" ? server.Root : server.V1) with { MaxRetries = retries, HttpClient = s_impatient };
        return kind switch
        {
            "completions" => new OpenAIChatClient("gpt-5-mini", connection),
            "responses" => new OpenAIResponsesChatClient("gpt-5-mini", connection),
            _ => AnthropicChatClient.Create("claude-sonnet-5", connection),
        };
    }

    private static WireReply Refusal(string kind, int status) =>
        kind == "anthropic" ? AnthropicWire.Error(status, "api_error", "Something is off") : WireReply.Error(status, "Something is off", "odd");

    private static WireReply Hello(string kind) => kind switch
    {
        "completions" => CompletionWire.Text("Hello."),
        "responses" => ResponseWire.Of(ResponseWire.Text("Hello.")),
        _ => AnthropicWire.Of(AnthropicWire.Text("Hello.")),
    };

    private static WireReply Beginning(string kind) => kind switch
    {
        "completions" => WireReply.Events(CompletionWire.Chunk("""{"content":"Hel"}""")),
        "responses" => WireReply.Events(ResponseWire.Created, ResponseWire.TextDelta("Hel")),
        _ => WireReply.Events(AnthropicWire.Start, AnthropicWire.BlockStart(0, """{"type":"text","text":""}"""), AnthropicWire.TextDelta("Hel")),
    };

    private static string[] Ending(string kind) => kind switch
    {
        "completions" => [CompletionWire.Chunk("""{"content":"lo."}"""), CompletionWire.Chunk("{}", "stop"), "[DONE]"],
        "responses" => [ResponseWire.TextDelta("lo."), ResponseWire.Completed(ResponseWire.Text("Hello."))],
        _ => [AnthropicWire.TextDelta("lo."), AnthropicWire.BlockStop(0), .. AnthropicWire.End("end_turn")],
    };

    private static int StatusOf(Exception exception) => exception switch
    {
        ClientResultException openai => openai.Status,
        AnthropicApiException anthropic => (int)anthropic.StatusCode,
        _ => throw new InvalidOperationException("Not an SDK's exception.", exception),
    };
}
