using System.Buffers;
using System.Globalization;
using System.Text;

namespace Colloquy;

/// <summary>Writes a transcript in one format. It keeps no more than a message beyond the size of its buffer.</summary>
internal abstract class TranscriptWriter(Stream stream) : IDisposable
{
    private const int FlushAt = 64 * 1024;

    private static readonly EntryKind[] AllKinds = [EntryKind.Message, EntryKind.TurnStart, EntryKind.TurnEnd];

    /// <summary>What is written and not yet in the stream.</summary>
    protected ArrayBufferWriter<byte> Output { get; } = new(2 * FlushAt);

    /// <summary>The kinds of entries that the format shows, or needs for what it shows.</summary>
    public virtual EntryKind[] Kinds => AllKinds;

    public virtual void Dispose()
    {
    }

    /// <summary>Writes what comes before the messages.</summary>
    public abstract void Begin(SessionRecord record, TranscriptOptions options);

    /// <summary>Writes a message; one that was pruned or cannot be read with what its header holds.</summary>
    public abstract void Write(TranscriptMessage message);

    /// <summary>Writes how a turn ended, when it has no answer.</summary>
    public virtual void EndTurn(Entry entry, TurnEndBody? body, int turn)
    {
    }

    /// <summary>Writes what comes after the messages.</summary>
    public virtual void End(long written)
    {
    }

    public ValueTask FlushWhenFullAsync(CancellationToken cancellationToken) => Output.WrittenCount < FlushAt ? ValueTask.CompletedTask : FlushAsync(cancellationToken);

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Output.WrittenMemory, cancellationToken).ConfigureAwait(false);
        Output.ResetWrittenCount();
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A time as all formats write it.</summary>
    protected static string TimeOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes text of the format itself.</summary>
    protected void Raw(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, Output);
}
