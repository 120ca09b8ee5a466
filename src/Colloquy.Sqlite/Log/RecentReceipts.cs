using System.Buffers.Binary;

namespace Colloquy.Sqlite;

/// <summary>The receipts of a session's newest commits, which its row holds until there are 32 and they move to the table of all others.</summary>
/// <remarks>
/// <para>The row is written by every commit anyway, so most commits touch no page of that table. In the row are a checksum
/// (CRC-32C, 4 bytes), the greatest id in the table (16), and for each receipt its id (16), first and last position (4 each).</para>
/// <para>Ids that <see cref="CommitId.New"/> makes sort by time, so a new one is greater than all in the table, which is
/// then not looked at. An id that is not greater is looked for.</para>
/// </remarks>
internal ref struct RecentReceipts
{
    /// <summary>The most receipts that a row holds.</summary>
    public const int Most = 32;

    /// <summary>The size of the buffer that is worked in.</summary>
    public const int BufferSize = Header + (Most * ReceiptSize);

    private const int IdSize = 16;
    private const int GreatestMoved = sizeof(uint);
    private const int Header = GreatestMoved + IdSize;
    private const int First = IdSize;
    private const int Last = First + sizeof(uint);
    private const int ReceiptSize = Last + sizeof(uint);

    private readonly Span<byte> _bytes;
    private int _size;

    private RecentReceipts(Span<byte> bytes, int size)
    {
        _bytes = bytes;
        _size = size;
    }

    public readonly int Count => (_size - Header) / ReceiptSize;

    public readonly bool IsFull => Count == Most;

    /// <summary>Copies what a row holds into a buffer.</summary>
    /// <param name="stored">The bytes of the row; none when it has held nothing yet.</param>
    /// <param name="tip">The session's tip. When it has entries already, their receipts are in the table.</param>
    /// <param name="buffer">The buffer, of <see cref="BufferSize"/>.</param>
    /// <param name="receipts">What the row holds.</param>
    /// <returns>Whether the bytes are undamaged.</returns>
    public static bool TryRead(ReadOnlySpan<byte> stored, Position tip, Span<byte> buffer, out RecentReceipts receipts)
    {
        receipts = new RecentReceipts(buffer, stored.IsEmpty ? Header : stored.Length);
        if (stored.IsEmpty)
        {
            buffer[GreatestMoved..Header].Fill(tip.IsStart ? byte.MinValue : byte.MaxValue);
            return true;
        }

        if (stored.Length < Header || stored.Length > buffer.Length || (stored.Length - Header) % ReceiptSize != 0)
            return false;

        stored.CopyTo(buffer);
        return BinaryPrimitives.ReadUInt32LittleEndian(stored) == Crc32C.Of(stored[GreatestMoved..]);
    }

    /// <summary>The commit at an index, the oldest first.</summary>
    public readonly (CommitId Id, Position First, Position Last) this[int index]
    {
        get
        {
            var receipt = _bytes.Slice(Header + (index * ReceiptSize), ReceiptSize);
            return (new CommitId(new Guid(receipt[..IdSize], bigEndian: true)), PositionIn(receipt[First..]), PositionIn(receipt[Last..]));
        }
    }

    public readonly PositionRange? Find(CommitId id)
    {
        Span<byte> wanted = stackalloc byte[IdSize];
        id.Value.TryWriteBytes(wanted, bigEndian: true, out _);
        for (var i = _size - ReceiptSize; i >= Header; i -= ReceiptSize)
        {
            if (_bytes.Slice(i, IdSize).SequenceEqual(wanted))
                return new PositionRange(PositionIn(_bytes[(i + First)..]), PositionIn(_bytes[(i + Last)..]));
        }

        return null;
    }

    /// <summary>Whether the table can hold the receipt of an id.</summary>
    public readonly bool MayHaveMoved(CommitId id)
    {
        Span<byte> wanted = stackalloc byte[IdSize];
        id.Value.TryWriteBytes(wanted, bigEndian: true, out _);
        return wanted.SequenceCompareTo(_bytes[GreatestMoved..Header]) <= 0;
    }

    public void Add(CommitId id, Position first, Position last)
    {
        var receipt = _bytes.Slice(_size, ReceiptSize);
        id.Value.TryWriteBytes(receipt, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32BigEndian(receipt[First..], (uint)first.Value);
        BinaryPrimitives.WriteUInt32BigEndian(receipt[Last..], (uint)last.Value);
        _size += ReceiptSize;
    }

    /// <summary>Forgets all, which are in the table now.</summary>
    /// <param name="greatest">The greatest id in the table.</param>
    public void Moved(CommitId greatest)
    {
        greatest.Value.TryWriteBytes(_bytes[GreatestMoved..], bigEndian: true, out _);
        _size = Header;
    }

    /// <summary>The bytes for the row.</summary>
    public readonly ReadOnlySpan<byte> ToBytes()
    {
        var bytes = _bytes[.._size];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Crc32C.Of(bytes[GreatestMoved..]));
        return bytes;
    }

    private static Position PositionIn(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));
}
