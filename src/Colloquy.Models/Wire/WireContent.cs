using System.Net;

namespace Colloquy.Models;

/// <summary>A response's content, read through its protocol.</summary>
internal sealed class WireContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly WireProtocol _protocol;
    private readonly WireCall _call;
    private readonly bool _isRefusal;

    public WireContent(HttpContent inner, WireProtocol protocol, WireCall call, bool isRefusal)
    {
        (_inner, _protocol, _call, _isRefusal) = (inner, protocol, call, isRefusal);

        // The length is no longer that of what is read.
        foreach (var (name, values) in inner.Headers)
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                Headers.TryAddWithoutValidation(name, values);
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() => Over(await _inner.ReadAsStreamAsync().ConfigureAwait(false));

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        Over(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Over(_inner.ReadAsStream(cancellationToken));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var read = Over(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        await using (read.ConfigureAwait(false))
            await read.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();

        base.Dispose(disposing);
    }

    private WireStream Over(Stream stream) => new(stream, _protocol, _call, _isRefusal);
}
