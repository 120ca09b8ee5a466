namespace Colloquy;

/// <summary>What was pruned of a log: ranges in which messages say nothing any more, so that readers of messages pass over them.</summary>
/// <param name="newest">The newest prune entry.</param>
/// <param name="body">What it says; null when nothing was pruned.</param>
internal sealed class PrunedLog(Position newest, PruneBody? body)
{
    public static PrunedLog None { get; } = new(Position.Start, null);

    public Position Newest => newest;

    public PositionRanges Ranges { get; } = new(body?.Total);

    /// <summary>The next entry of a line, from a position of it back, that was not pruned; <see cref="Position.Start"/> when none is left.</summary>
    public async ValueTask<Position> SkipBackAsync(SessionLog log, Position position, CancellationToken cancellationToken)
    {
        while (!position.IsStart && Ranges.Find(position) is { } range)
        {
            var entry = await log.ReadEntryAsync(position, headerOnly: true, cancellationToken).ConfigureAwait(false);
            if (entry.Segment < range.First)
                return range.First.Previous;
            position = (entry.Position == entry.Segment ? entry : await log.ReadEntryAsync(entry.Segment, headerOnly: true, cancellationToken).ConfigureAwait(false)).Parent;
        }

        return position;
    }

    /// <summary>The position after which to go on, so that what was pruned is skipped.</summary>
    public Position SkipForth(Position after) => Ranges.Find(after.Next)?.Last ?? after;
}
