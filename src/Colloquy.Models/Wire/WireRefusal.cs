using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Brings the body of a refused call (a status of 400 and above) into the form in which the SDK finds the service's message, without secrets.</summary>
internal static class WireRefusal
{
    private const int LongestText = 2000;

    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> body, WireProtocol protocol, WireCall call)
    {
        var text = Encoding.UTF8.GetString(body).Trim('\uFEFF', ' ', '\r', '\n', '\t');
        if (text.Length == 0)
            return body;

        var failure = Find(body) ?? new WireFailure(text.Length <= LongestText ? text : text[..LongestText] + "…", null, null, null);
        var written = new ArrayBufferWriter<byte>();
        WireNode.Write(protocol.WriteError(failure.Hide(call)), written);
        return written.WrittenSpan;
    }

    private static WireFailure? Find(ReadOnlySpan<byte> body)
    {
        try
        {
            return WireNode.Parse(body) is [JsonNode node, ..] ? WireFailure.Find(node, hasAnswer: false) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
