using System.ClientModel.Primitives;

namespace Colloquy.Models;

/// <summary>Reads tolerantly what comes through the pipeline of an SDK's client that an application built; its credentials, policies and retries stay in force.</summary>
internal sealed class TolerantPipeline : PipelineTransport
{
    private readonly ClientPipeline _inner;
    private readonly TimeSpan? _timeout;

    private TolerantPipeline(ClientPipeline inner)
    {
        _inner = inner;
        using var message = inner.CreateMessage();
        _timeout = message.NetworkTimeout;
    }

    public static ClientPipeline Over(ClientPipeline inner) => ClientPipeline.Create(new ClientPipelineOptions
    {
        Transport = new TolerantPipeline(inner),
        RetryPolicy = new ClientRetryPolicy(0),
        NetworkTimeout = Timeout.InfiniteTimeSpan,
        ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
    });

    protected override PipelineMessage CreateMessageCore() => _inner.CreateMessage();

    protected override void ProcessCore(PipelineMessage message)
    {
        message.NetworkTimeout = _timeout;
        _inner.Send(message);
        Read(message);
    }

    protected override async ValueTask ProcessCoreAsync(PipelineMessage message)
    {
        message.NetworkTimeout = _timeout;
        await _inner.SendAsync(message).ConfigureAwait(false);
        Read(message);
    }

    private static void Read(PipelineMessage message)
    {
        if (message.Response is not { ContentStream: { } content } response || response.Headers.TryGetValue(TolerantHandler.ReadHeader, out _)
            || WireProtocol.Of(message.Request.Method, message.Request.Uri) is not { } protocol)
            return;

        var secrets = WireSecrets.Of(name => message.Request.Headers.TryGetValues(name, out var values) ? values : null);
        var call = new WireCall(secrets, IsStreamed: !message.BufferResponse, TolerantHandler.NewId);
        response.ContentStream = new WireStream(content, protocol, call, isRefusal: response.IsError);
    }
}
