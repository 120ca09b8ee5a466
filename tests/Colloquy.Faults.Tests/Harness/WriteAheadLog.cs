using System.Buffers.Binary;

namespace Colloquy.Faults.Tests;

/// <summary>The layout of SQLite's write-ahead log (sqlite.org/fileformat2.html#walformat), as far as a test needs it to cut one.</summary>
internal static class WriteAheadLog
{
    public const int HeaderSize = 32;

    private const int FrameHeaderSize = 24;

    /// <summary>The size of a frame: its header, and a page.</summary>
    public static int FrameSize(ReadOnlySpan<byte> log) => FrameHeaderSize + (int)BinaryPrimitives.ReadUInt32BigEndian(log[8..]);

    /// <summary>Where the frames end that were written since the log was last begun anew; older ones may stand behind.</summary>
    public static int FindEnd(ReadOnlySpan<byte> log)
    {
        var (size, end) = (FrameSize(log), HeaderSize);
        while (end + size <= log.Length && log.Slice(end + 8, 8).SequenceEqual(log.Slice(16, 8)))
            end += size;
        return end;
    }
}
