using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Where translated events are written.</summary>
internal sealed class WireSink
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int _taken;

    public bool IsEmpty => _taken == _bytes.WrittenCount;

    public void Send(JsonObject data, string? name = null)
    {
        if (name is not null)
            _bytes.Write(Encoding.UTF8.GetBytes($"event: {name}\n"));

        _bytes.Write("data: "u8);
        WireNode.Write(data, _bytes);
        _bytes.Write("\n\n"u8);
    }

    public void SendDone() => _bytes.Write("data: [DONE]\n\n"u8);

    public void SendWhole(JsonNode body) => WireNode.Write(body, _bytes);

    public void SendBytes(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public int Take(Span<byte> into)
    {
        var length = Math.Min(into.Length, _bytes.WrittenCount - _taken);
        _bytes.WrittenSpan.Slice(_taken, length).CopyTo(into);
        _taken += length;
        if (IsEmpty)
        {
            _bytes.ResetWrittenCount();
            _taken = 0;
        }

        return length;
    }
}
