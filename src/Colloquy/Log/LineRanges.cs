namespace Colloquy;

/// <summary>The ranges of positions that a line consists of: one for each segment, whatever its length.</summary>
internal static class LineRanges
{
    /// <summary>Reads the ranges of a line, the one that ends at its head first.</summary>
    public static async IAsyncEnumerable<PositionRange> ReadBackAsync(SessionLog log, Position head, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!head.IsStart)
        {
            var last = await log.ReadEntryAsync(head, headerOnly: true, cancellationToken).ConfigureAwait(false);
            yield return new PositionRange(last.Segment, head);
            head = last.Position == last.Segment ? last.Parent : (await log.ReadEntryAsync(last.Segment, headerOnly: true, cancellationToken).ConfigureAwait(false)).Parent;
        }
    }

    /// <summary>Finds the newest entry that two lines have in common; <see cref="Position.Start"/> when they have none.</summary>
    public static async ValueTask<Position> FindCommonAsync(SessionLog log, Position first, Position second, CancellationToken cancellationToken)
    {
        await using var a = ReadBackAsync(log, first, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var b = ReadBackAsync(log, second, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var isLeft = await a.MoveNextAsync().ConfigureAwait(false) && await b.MoveNextAsync().ConfigureAwait(false);
        while (isLeft)
        {
            if (a.Current.First == b.Current.First)
                return a.Current.Last < b.Current.Last ? a.Current.Last : b.Current.Last;

            isLeft = await (a.Current.First > b.Current.First ? a : b).MoveNextAsync().ConfigureAwait(false);
        }

        return Position.Start;
    }
}
