using System.Security.Cryptography;

namespace Colloquy.Models;

/// <summary>Reads what models' services send tolerantly, before an SDK sees it: chat completions, responses and Anthropic's messages, whole and streamed.</summary>
/// <remarks>
/// The clients that are made from a <see cref="ModelConnection"/> have it already. It is for an SDK's client that an application builds itself: put it
/// into the chain of handlers of that client's <see cref="HttpClient"/>. Requests of other protocols pass unchanged. Safe for concurrent calls.
/// A failure that came with a status of success is thrown as <see cref="ModelFailedException"/> while the answer is read.
/// </remarks>
public sealed class TolerantHandler : DelegatingHandler
{
    private const string IdLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// <summary>Initializes a handler whose <see cref="DelegatingHandler.InnerHandler"/> is set by the code that builds the chain.</summary>
    public TolerantHandler()
    {
    }

    /// <summary>Initializes a handler over another one.</summary>
    /// <param name="innerHandler">The handler that sends.</param>
    public TolerantHandler(HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
    }

    /// <summary>The header of a response that was read already, so that a second handler leaves it alone.</summary>
    internal const string ReadHeader = "x-colloquy-read";

    /// <summary>The option by which a client that knows says whether it asked for a stream.</summary>
    internal static HttpRequestOptionsKey<bool> IsStreamed { get; } = new("Colloquy.IsStreamed");

    internal static string NewId() => RandomNumberGenerator.GetString(IdLetters, 9);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (protocol, isStreamed) = (WireProtocol.Of(request.Method.Method, request.RequestUri), false);
        if (protocol is not null && !request.Options.TryGetValue(IsStreamed, out isStreamed))
            isStreamed = await AsksForStreamAsync(request, cancellationToken).ConfigureAwait(false);

        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return protocol is null ? response : Read(response, protocol, request, isStreamed);
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var protocol = WireProtocol.Of(request.Method.Method, request.RequestUri);
        var response = base.Send(request, cancellationToken);
        return protocol is null ? response : Read(response, protocol, request, request.Options.TryGetValue(IsStreamed, out var isStreamed) && isStreamed);
    }

    private static HttpResponseMessage Read(HttpResponseMessage response, WireProtocol protocol, HttpRequestMessage request, bool isStreamed)
    {
        if (!response.Headers.TryAddWithoutValidation(ReadHeader, "1") || response.Content is WireContent)
            return response;

        var call = new WireCall(WireSecrets.Of(request.Headers), isStreamed, NewId);
        response.Content = new WireContent(response.Content, protocol, call, isRefusal: !response.IsSuccessStatusCode);
        return response;
    }

    // Within a string the quotes would be escaped, so that these words are the request's own.
    private static async Task<bool> AsksForStreamAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null)
            return false;

        await request.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        var body = await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return body.AsSpan().IndexOf("\"stream\":true"u8) >= 0 || body.AsSpan().IndexOf("\"stream\": true"u8) >= 0;
    }
}
