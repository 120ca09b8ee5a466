using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>A list that grows and shrinks at its end, whose parts can be shared: what an <see cref="ArrayPart{T}"/> of it shows never changes.</summary>
/// <remarks>For one thread. A part may be read by any.</remarks>
/// <param name="isShared">Whether parts are handed out; else what was truncated is written over.</param>
internal sealed class AppendList<T>(bool isShared = true)
{
    private const int Least = 16;

    private T[] _array = [];
    private int _start;
    private int _end;

    // What was handed out reaches at most this far: it is not written to a second time.
    private int _written;

    public int Count => _end - _start;

    public T this[int index] => _array[_start + index];

    /// <summary>How many bytes the list takes, without what its items refer to.</summary>
    public long Bytes => (long)_array.Length * Unsafe.SizeOf<T>();

    /// <summary>What is in the list now.</summary>
    public ArrayPart<T> Part => new(_array, _start, Count);

    public void Add(T item)
    {
        if (_end == _array.Length || (isShared && _end < _written))
            Copy(Math.Max(Least, _end == _array.Length ? 2 * (Count + 1) : Count + 1 + (Count / 8)));
        _array[_end++] = item;
        _written = _end;
    }

    /// <summary>Leaves the first items.</summary>
    public void Truncate(int count) => _end = _start + count;

    /// <summary>Drops the first items.</summary>
    public void DropFirst(int count)
    {
        _start += count;
        if (_start > _array.Length / 16)
            Copy(Math.Max(Least, Count + (Count / 8)));
    }

    /// <summary>Puts items before the first, the last of them foremost.</summary>
    public void PrependReversed(IReadOnlyList<T> items)
    {
        if (items.Count == 0)
            return;

        var array = new T[items.Count + Count + Math.Max(Least, Count / 4)];
        for (var i = 0; i < items.Count; i++)
            array[i] = items[items.Count - 1 - i];
        Array.Copy(_array, _start, array, items.Count, Count);
        (_array, _end, _start) = (array, items.Count + Count, 0);
        _written = _end;
    }

    private void Copy(int capacity)
    {
        var array = new T[capacity];
        Array.Copy(_array, _start, array, 0, Count);
        (_array, _end, _start) = (array, Count, 0);
        _written = _end;
    }
}

/// <summary>A part of an array that does not change.</summary>
internal readonly struct ArrayPart<T>(T[] array, int start, int count)
{
    public int Count => count;

    public T this[int index] => array[start + index];

    public ArrayPart<T> Slice(int from, int length) => new(array, start + from, length);

    public void CopyTo(T[] target, int index) => Array.Copy(array, start, target, index, count);
}
