namespace Colloquy;

/// <summary>Reads the turns of a session's branch.</summary>
public sealed class SessionTurns
{
    internal SessionTurns(SessionLog log) => Log = log;

    private SessionLog Log { get; }

    /// <summary>Reads turns of the branch, the newest first.</summary>
    /// <param name="first">The number of the oldest turn to read; null for the first turn of the branch.</param>
    /// <param name="last">The number of the newest turn to read; null for the last turn of the branch.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TurnNotFoundException">The branch has no turn of such a number.</exception>
    public IAsyncEnumerable<Turn> ReadAsync(int? first = null, int? last = null, CancellationToken cancellationToken = default)
    {
        if (last is { } to && first is { } from)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to, nameof(first));
        return TurnReader.ReadAsync(Log, first, last, cancellationToken);
    }

    /// <summary>Returns a turn of the branch without its contents, which <see cref="GetContentsAsync(int, CancellationToken)"/> reads.</summary>
    /// <param name="number">The number of the turn, from 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="TurnNotFoundException">The branch has no such turn.</exception>
    public async Task<Turn> GetAsync(int number, CancellationToken cancellationToken = default) =>
        await TurnReader.ReadAsync(Log, number, number, cancellationToken).FirstAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Returns the turn of the branch that an entry belongs to, for example a message that a search found.</summary>
    /// <param name="entry">The position of an entry of the turn: <see cref="SessionItem.Position"/>, <see cref="SessionItem.TurnStart"/>, <see cref="AgentAnswer.Position"/> and the like.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EntryNotFoundException">The entry belongs to no turn of the branch.</exception>
    public async Task<Turn> GetAsync(Position entry, CancellationToken cancellationToken = default) =>
        await GetAsync(await TurnReader.FindNumberAsync(Log, entry, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Returns a turn of the branch with its messages and model calls.</summary>
    /// <param name="number">The number of the turn, from 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="TurnNotFoundException">The branch has no such turn.</exception>
    public async Task<TurnContents> GetContentsAsync(int number, CancellationToken cancellationToken = default) =>
        await TurnReader.ReadWholeAsync(Log, number, cancellationToken).ConfigureAwait(false);

    /// <summary>Returns the turn of the branch that an entry belongs to, with its messages and model calls.</summary>
    /// <param name="entry">The position of an entry of the turn.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EntryNotFoundException">The entry belongs to no turn of the branch.</exception>
    public async Task<TurnContents> GetContentsAsync(Position entry, CancellationToken cancellationToken = default) =>
        await GetContentsAsync(await TurnReader.FindNumberAsync(Log, entry, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Returns the number of turns on the branch.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<int> CountAsync(CancellationToken cancellationToken = default)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await TurnReader.CountAsync(Log, record.Head, cancellationToken).ConfigureAwait(false);
    }
}
