using System.Numerics;
using System.Runtime.InteropServices;

namespace Colloquy.Sqlite;

/// <summary>The checksum that tells damaged bytes from what was written (CRC-32C, as in RFC 3720).</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            checksum = BitOperations.Crc32C(checksum, word);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            checksum = BitOperations.Crc32C(checksum, rest);
        return ~checksum;
    }
}
