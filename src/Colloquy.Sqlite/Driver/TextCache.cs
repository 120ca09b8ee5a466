using System.Text;

namespace Colloquy.Sqlite;

/// <summary>Strings that are read again and again, found by their bytes without making them anew. For one thread at a time.</summary>
internal sealed class TextCache
{
    private const int LongestKept = 64;

    private readonly (byte[] Bytes, string Text)[] _kept = new (byte[], string)[64];

    public string Get(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > LongestKept)
            return Encoding.UTF8.GetString(bytes);

        ref var kept = ref _kept[(bytes[0] + (bytes[^1] * 7) + (bytes.Length * 13)) & 63];
        if (kept.Bytes is null || !bytes.SequenceEqual(kept.Bytes))
            kept = (bytes.ToArray(), Encoding.UTF8.GetString(bytes));
        return kept.Text;
    }
}
