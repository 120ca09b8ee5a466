using System.Text.Json;

namespace Colloquy;

/// <summary>Reads what a model call keeps beside the log, and notes what of it is lost.</summary>
/// <param name="log">The session's log.</param>
/// <param name="call">The position of the call.</param>
internal sealed class RecordedContent(SessionLog log, Position call)
{
    /// <summary>What is lost, a sentence each.</summary>
    public List<string> Missing { get; } = [];

    /// <summary>Whether some of it was pruned.</summary>
    public bool IsPruned { get; private set; }

    /// <summary>Reads one content.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="what">What it is, as the beginning of a sentence.</param>
    /// <param name="read">Makes of the bytes what they say.</param>
    /// <param name="mayBePruned">Whether it may have been removed by pruning, and not be lost.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What it says; the default when it is not there or cannot be read.</returns>
    public async ValueTask<T?> ReadAsync<T>(Digest hash, string what, Func<ReadOnlyMemory<byte>, T?> read, bool mayBePruned, CancellationToken cancellationToken)
    {
        var (blob, problem) = await ContentReading.FindAsync(log.Store, log.Key, hash, cancellationToken).ConfigureAwait(false);
        if (blob is null)
        {
            if (mayBePruned)
                IsPruned = true;
            else
                Note(what, problem!);
            return default;
        }

        try
        {
            if (Digest.Of(blob.Bytes.Span) == hash && read(blob.Bytes) is { } found)
                return found;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException or NotSupportedException or OverflowException)
        {
            // It is noted below, as content that is not what was kept.
        }

        Note(what, $"refers to content {hash} that cannot be read");
        return default;
    }

    private void Note(string what, string problem)
    {
        ReadingLog.ContentMissing(log.Logger, call, log.Key, problem);
        Missing.Add($"{what} missing: the model call at position {call} {problem}.");
    }
}
