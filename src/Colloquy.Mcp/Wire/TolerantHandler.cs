using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Mcp;

/// <summary>Puts right what a server over HTTP answers, as JSON or as a stream of events.</summary>
internal sealed class TolerantHandler : DelegatingHandler
{
    private const string Json = "application/json";
    private const string Events = "text/event-stream";
    private readonly OpenRequests _open = new();
    private readonly WireMessages _messages;

    public TolerantHandler(McpServer server, HttpMessageHandler inner)
        : base(inner) => _messages = new WireMessages(_open, what => McpLog.Odd(server.Link.Logger, server.Name, what));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var own = request.Content is null ? null : _open.Note(await ReadSentAsync(request.Content, cancellationToken).ConfigureAwait(false));
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            await MendAsync(response, own, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            if (own is not null)
                _open.Forget(own);
            throw;
        }
    }

    private static async Task<JsonNode?> ReadSentAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task MendAsync(HttpResponseMessage response, OpenRequest? own, CancellationToken cancellationToken)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (response.IsSuccessStatusCode && type == Events)
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            Replace(response, new StreamContent(new EventStream(stream, _messages, own)), Events);
            return;
        }

        // What a server refuses it may explain in JSON of any form; only status 400 carries answers of the protocol.
        if (own is null || !(response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.BadRequest))
            return;

        var (text, isTooLong) = await ReadBodyAsync(response.Content, cancellationToken).ConfigureAwait(false);
        var isJson = type == Json || text.AsSpan().TrimStart('\uFEFF').TrimStart() is ['{' or '[', ..];
        IReadOnlyList<JsonObject> answers =
            isTooLong ? [.. _messages.ReadTooLong(text, own)]
            : response.IsSuccessStatusCode ? isJson && text.Length > 0 ? [.. _messages.Read(text, own, isAnswer: true)] : []
            : isJson && text.Contains("\"jsonrpc\"", StringComparison.Ordinal) ? [.. _messages.Read(text, own)]
            : [];
        if (answers.Count == 1)
            Replace(response, new StringContent(WireText.Write(answers[0])), Json);
        else if (answers.Count > 1)
            Replace(response, new StringContent(string.Concat(answers.Select(answer => $"data: {WireText.Write(answer)}\n\n"))), Events);
        else
            Replace(response, new StringContent(text), type);
    }

    private static void Replace(HttpResponseMessage response, HttpContent content, string? type)
    {
        foreach (var (name, values) in response.Content.Headers.NonValidated)
        {
            if (name is not ("Content-Type" or "Content-Length" or "Content-Encoding"))
                content.Headers.TryAddWithoutValidation(name, values);
        }

        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        response.Content = content;
    }

    private static async Task<(string Text, bool IsTooLong)> ReadBodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var body = new MemoryStream();
            var buffer = new byte[32 * 1024];
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                if (body.Length + read > WireMessages.Longest)
                    return (Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)Math.Min(body.Length, 4096)), true);
                body.Write(buffer, 0, read);
            }

            return (Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length), false);
        }
    }
}

/// <summary>Sends requests by a client that the application gave.</summary>
internal sealed class ForwardingHandler(HttpClient client) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A request can be sent by one client only: this one is sent by another.
        var sent = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content, Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        foreach (var (name, values) in request.Headers.NonValidated)
            sent.Headers.TryAddWithoutValidation(name, values);
        return client.SendAsync(sent, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
