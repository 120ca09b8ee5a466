using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Colloquy;

/// <summary>A JSON writer over a buffer that a thread uses again and again.</summary>
internal sealed class PayloadBuffer : IDisposable
{
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static PayloadBuffer? kept;

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    private PayloadBuffer() =>
        Writer = new Utf8JsonWriter(_bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public Utf8JsonWriter Writer { get; }

    public static PayloadBuffer Rent()
    {
        var buffer = kept ?? new PayloadBuffer();
        kept = null;
        return buffer;
    }

    public byte[] ToArray()
    {
        Writer.Flush();
        return _bytes.WrittenSpan.ToArray();
    }

    public void Dispose()
    {
        if (_bytes.Capacity > LargestKept)
            return;

        _bytes.ResetWrittenCount();
        Writer.Reset();
        kept = this;
    }
}
