namespace Colloquy;

/// <summary>Writes the end of a turn, also of one whose last step the session had no room for.</summary>
internal static class TurnEnding
{
    /// <summary>Commits the end, and gives the lease back in the same commit.</summary>
    /// <param name="writer">The writer of the run.</param>
    /// <param name="turn">The start of the turn.</param>
    /// <param name="author">The agent that has the turn.</param>
    /// <param name="end">The end.</param>
    /// <param name="asksPerson">Whether a turn that ends waiting waits for a person; else for its caller alone.</param>
    /// <returns>False when nothing of the turn was written, which has no end then.</returns>
    public static async ValueTask<bool> TryWriteAsync(LeasedWriter writer, Position turn, string author, TurnEndBody end, bool asksPerson)
    {
        if (writer.IsFull && turn > writer.Confirmed)
            return false;

        try
        {
            await WriteAsync(writer, turn, author, end, asksPerson).ConfigureAwait(false);
        }
        catch (SizeLimitException e) when (e.IsSessionFull && end.Status is not (TurnStatus.Completed or TurnStatus.Waiting))
        {
            // There is no room for what came last, but for the end there is.
            if (turn > writer.Confirmed)
                return false;
            await WriteAsync(writer, turn, author, end, asksPerson).ConfigureAwait(false);
        }

        return true;
    }

    private static async ValueTask WriteAsync(LeasedWriter writer, Position turn, string author, TurnEndBody end, bool asksPerson)
    {
        writer.Entries.Append(end, turn, author);
        writer.Entries.Waits |= end.Status == TurnStatus.Waiting && asksPerson;
        await writer.SignAsync(turn, author).ConfigureAwait(false);
        await writer.CommitAsync(SessionActivity.Idle, release: true, CancellationToken.None).ConfigureAwait(false);
    }
}
