namespace Colloquy;

/// <summary>Work that is done at the front of one of the <see cref="ProcessQueues{TKey}"/>.</summary>
internal sealed class QueuedWork
{
    private static readonly AsyncLocal<QueuedWork?> Current = new();

    private volatile bool _isOver;

    /// <summary>Whether the caller is a part of such work. What it started without awaiting does not count once the work is over.</summary>
    public static bool IsWithin => Current.Value is { _isOver: false };

    /// <summary>Whether it had to wait for somebody.</summary>
    public bool Waited { get; init; }

    /// <summary>What the one before left for it; null for nothing.</summary>
    public object? Before { get; init; }

    /// <summary>What it leaves for the next; null for nothing.</summary>
    public object? After { get; set; }

    /// <summary>Makes what the calling method does from here on a part of the work.</summary>
    public void Begin() => Current.Value = this;

    public void End() => _isOver = true;
}
