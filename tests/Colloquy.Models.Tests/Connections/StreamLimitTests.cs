using System.Text;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>Streams are read event by event: a long one costs no more memory than a short one, and an event without an end is refused.</summary>
public sealed class StreamLimitTests
{
    [Theory]
    [InlineData("completions")]
    [InlineData("responses")]
    [InlineData("anthropic")]
    public async Task An_event_without_an_end_is_refused(string kind)
    {
        var piece = Encoding.ASCII.GetBytes(new string('a', 1 << 20));
        await using var server = await WireServer.StartAsync(WireReply.Bytes("text/event-stream", [Encoding.ASCII.GetBytes("data: {\"x\":\""), .. Enumerable.Repeat(piece, 40)]));
        var client = kind switch { "completions" => Clients.Completions(server), "responses" => Clients.Responses(server), _ => (IChatClient)Clients.Anthropic(server) };

        var failure = await Assert.ThrowsAsync<ModelFailedException>(() => client.GetStreamingResponseAsync("Hi").ToListAsync());

        Assert.Equal(ModelFailedException.TooLargeCode, failure.Code);
        Assert.Contains("33,554,432 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_stream_is_not_kept()
    {
        const int chunks = 40_000;
        var chunk = Encoding.UTF8.GetBytes($"data: {CompletionWire.Chunk($$"""{"content":"{{new string('a', 2000)}}"}""")}\n\n");
        using var invoker = new HttpMessageInvoker(new TolerantHandler(new Repeating(chunk, chunks)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost/v1/chat/completions") { Content = new StringContent("""{"stream":true}""") };
        using var response = await invoker.SendAsync(request, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        long read = 0, most = 0, at = 0;
        var buffer = new byte[64 * 1024];
        while (read < chunks * 2000L && await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var length)
        {
            read += length;
            if (read > at)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
                at = read + (16 << 20);
            }
        }

        Assert.True(most < 40 << 20, $"{most:N0} bytes were held of a stream of {read:N0}.");
    }

    [Fact]
    public async Task A_service_that_keeps_the_line_open_is_seen_to_be_there()
    {
        using var invoker = new HttpMessageInvoker(new TolerantHandler(new Repeating(": PROCESSING\n\n"u8.ToArray(), 1, endsThen: false)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost/v1/chat/completions") { Content = new StringContent("""{"stream":true}""") };
        using var response = await invoker.SendAsync(request, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        var buffer = new byte[100];
        var length = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(":\n\n", Encoding.UTF8.GetString(buffer, 0, length));
    }

    private sealed class Repeating(byte[] chunk, int times, bool endsThen = true) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new RepeatingStream(chunk, times, endsThen)) });
    }

    private sealed class RepeatingStream(byte[] chunk, int times, bool endsThen) : MemoryStream
    {
        private int _sent;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_sent++ < times)
            {
                chunk.CopyTo(buffer);
                return chunk.Length;
            }

            if (!endsThen)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
