namespace Colloquy;

/// <content>Turns.</content>
public sealed partial class Session
{
    /// <summary>Reads turns of the branch, the newest first.</summary>
    /// <param name="first">The number of the oldest turn that is wanted; null for the branch's first.</param>
    /// <param name="last">The number of the newest turn that is wanted; null for the branch's last.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TurnNotFoundException">The branch has no turn of such a number.</exception>
    public IAsyncEnumerable<Turn> ReadTurnsAsync(int? first = null, int? last = null, CancellationToken cancellationToken = default)
    {
        if (last is { } to && first is { } from)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to, nameof(first));
        return SessionTurns.ReadAsync(Log, first, last, cancellationToken);
    }

    /// <summary>Returns a turn of the branch, as listings show it; <see cref="ReadTurnAsync(int, CancellationToken)"/> reads what is in it.</summary>
    /// <param name="number">The number of the turn, from 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="TurnNotFoundException">The branch has no such turn.</exception>
    public async Task<Turn> GetTurnAsync(int number, CancellationToken cancellationToken = default) =>
        await SessionTurns.ReadAsync(Log, number, number, cancellationToken).FirstAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Returns the turn of the branch that an entry belongs to, such as a message that was found.</summary>
    /// <param name="entry">The position of an entry of the turn: <see cref="SessionItem.Position"/>, <see cref="SessionItem.Turn"/>, <see cref="AgentAnswer.Position"/> and the like.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="PositionNotFoundException">The entry belongs to no turn of the branch.</exception>
    public async Task<Turn> GetTurnAsync(Position entry, CancellationToken cancellationToken = default) =>
        await GetTurnAsync(await SessionTurns.FindNumberAsync(Log, entry, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Reads a turn of the branch with all that is in it: messages and model calls.</summary>
    /// <param name="number">The number of the turn, from 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="TurnNotFoundException">The branch has no such turn.</exception>
    public async Task<TurnContents> ReadTurnAsync(int number, CancellationToken cancellationToken = default) =>
        await SessionTurns.ReadWholeAsync(Log, number, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads the turn of the branch that an entry belongs to, with all that is in it.</summary>
    /// <param name="entry">The position of an entry of the turn.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="PositionNotFoundException">The entry belongs to no turn of the branch.</exception>
    public async Task<TurnContents> ReadTurnAsync(Position entry, CancellationToken cancellationToken = default) =>
        await ReadTurnAsync(await SessionTurns.FindNumberAsync(Log, entry, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Returns how many turns the branch has.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<int> CountTurnsAsync(CancellationToken cancellationToken = default)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await SessionTurns.CountAsync(Log, record.Head, cancellationToken).ConfigureAwait(false);
    }
}
