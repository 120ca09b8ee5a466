using System.ClientModel.Primitives;

namespace Colloquy.Models;

/// <summary>Sends as the SDK does, and reads what comes through a <see cref="TolerantHandler"/>, over the SDK's kind of client or one of the application's.</summary>
internal sealed class TolerantTransport : HttpClientPipelineTransport
{
    private TolerantTransport(HttpMessageHandler handler)
        : base(new HttpClient(new TolerantHandler(handler)) { Timeout = Timeout.InfiniteTimeSpan })
    {
    }

    /// <summary>Gets the transport that all clients without an HTTP client of their own share, as the SDK's own do.</summary>
    public static new TolerantTransport Shared { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>Creates a transport over an application's client, whose handlers, headers and time-out stay in force.</summary>
    public static TolerantTransport Over(HttpClient client) => new(new ClientHandler(client));

    protected override void OnSendingRequest(PipelineMessage message, HttpRequestMessage httpRequest) =>
        httpRequest.Options.Set(TolerantHandler.IsStreamed, !message.BufferResponse);

    /// <summary>Sends through another client, which stays its owner's.</summary>
    private sealed class ClientHandler(HttpClient client) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            client.SendAsync(Again(request), HttpCompletionOption.ResponseHeadersRead, cancellationToken);

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            client.Send(Again(request), HttpCompletionOption.ResponseHeadersRead, cancellationToken);

        // A client refuses a request that another one has sent.
        private static HttpRequestMessage Again(HttpRequestMessage request)
        {
            var again = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content, Version = request.Version, VersionPolicy = request.VersionPolicy };
            foreach (var (name, values) in request.Headers)
                again.Headers.TryAddWithoutValidation(name, values);
            foreach (var (name, value) in request.Options)
                again.Options.TryAdd(name, value);

            return again;
        }
    }
}
