using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>Every recorded oddity, cut at every byte: what an SDK is given is the same to the byte.</summary>
public sealed partial class CutTests(ITestOutputHelper output)
{
    private const int Some = 24;

    [Theory]
    [MemberData(nameof(CorpusTests.Cases), MemberType = typeof(CorpusTests))]
    public async Task An_sdk_is_given_the_same_wherever_a_stream_is_cut(string name)
    {
        var oddity = WireCase.Read(name);
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);

        await CheckAsync(oddity, Enumerable.Range(0, Some).Select(_ => random.Next(oddity.Body.Length + 1)));
    }

    [Theory]
    [Trait("Tier", "Long")]
    [MemberData(nameof(CorpusTests.Cases), MemberType = typeof(CorpusTests))]
    public async Task An_sdk_is_given_the_same_when_a_stream_is_cut_at_any_byte(string name)
    {
        var oddity = WireCase.Read(name);

        await CheckAsync(oddity, Enumerable.Range(1, Math.Max(0, oddity.Body.Length - 1)));
    }

    private static async Task CheckAsync(WireCase oddity, IEnumerable<int> cuts)
    {
        var whole = await ReadAsync(oddity, []);
        foreach (var cut in cuts)
            Assert.True(whole == await ReadAsync(oddity, [cut]), $"Cut at {cut}, {oddity.Name} is read in another way.");
    }

    private static async Task<string> ReadAsync(WireCase oddity, IReadOnlyList<int> cuts)
    {
        using var invoker = new HttpMessageInvoker(new TolerantHandler(new Answering(oddity.Pieces(cuts))));
        var path = oddity.Protocol switch { "completions" => "v1/chat/completions", "responses" => "v1/responses", _ => "v1/messages" };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://localhost/{path}")
        {
            Content = new StringContent(oddity.IsStreamed ? """{"stream":true}""" : "{}"),
        };
        using var response = await invoker.SendAsync(request, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var read = new MemoryStream();
        var failure = "";
        try
        {
            await stream.CopyToAsync(read, TestContext.Current.CancellationToken);
        }
        catch (ModelFailedException thrown)
        {
            failure = thrown.Message;
        }

        // Where nothing but the beginning of an event arrived, a comment keeps the line open.
        return NewIds.Replace(Encoding.UTF8.GetString(read.ToArray()).Replace(":\n\n", "", StringComparison.Ordinal), "\"NEW\"") + failure;
    }

    // Ids that a service left out are made anew each time.
    [GeneratedRegex("\"(chatcmpl-|msg_|toolu_|item_)?[A-Za-z0-9]{9}\"")]
    private static partial Regex NewIds { get; }

    private sealed class Answering(List<byte[]> pieces) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new PieceStream(pieces)) });
    }

    /// <summary>Gives its pieces one a read.</summary>
    private sealed class PieceStream(List<byte[]> pieces) : MemoryStream
    {
        private int _at;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_at == pieces.Count)
                return new(0);

            var length = Math.Min(buffer.Length, pieces[_at].Length);
            pieces[_at].AsSpan(0, length).CopyTo(buffer.Span);
            if (length == pieces[_at].Length)
                _at++;
            else
                pieces[_at] = pieces[_at][length..];

            return new(length);
        }
    }
}
