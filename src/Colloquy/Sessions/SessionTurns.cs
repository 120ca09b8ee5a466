namespace Colloquy;

/// <summary>Reads the turns of a session's branch.</summary>
public sealed class SessionTurns
{
    internal SessionTurns(SessionLog log) => Log = log;

    private SessionLog Log { get; }

    /// <summary>Reads turns of the branch, the newest first.</summary>
    /// <param name="first">The number of the oldest turn that is wanted; null for the branch's first.</param>
    /// <param name="last">The number of the newest turn that is wanted; null for the branch's last.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TurnNotFoundException">The branch has no turn of such a number.</exception>
    public IAsyncEnumerable<Turn> ReadAsync(int? first = null, int? last = null, CancellationToken cancellationToken = default)
    {
        if (last is { } to && first is { } from)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to, nameof(first));
        return TurnReader.ReadAsync(Log, first, last, cancellationToken);
    }

    /// <summary>Returns a turn of the branch, as listings show it; <see cref="GetContentsAsync(int, CancellationToken)"/> reads what is in it.</summary>
    /// <param name="number">The number of the turn, from 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="TurnNotFoundException">The branch has no such turn.</exception>
    public async Task<Turn> GetAsync(int number, CancellationToken cancellationToken = default) =>
        await TurnReader.ReadAsync(Log, number, number, cancellationToken).FirstAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Returns the turn of the branch that an entry belongs to, such as a message that was found.</summary>
    /// <param name="entry">The position of an entry of the turn: <see cref="SessionItem.Position"/>, <see cref="SessionItem.TurnStart"/>, <see cref="AgentAnswer.Position"/> and the like.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EntryNotFoundException">The entry belongs to no turn of the branch.</exception>
    public async Task<Turn> GetAsync(Position entry, CancellationToken cancellationToken = default) =>
        await GetAsync(await TurnReader.FindNumberAsync(Log, entry, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Reads a turn of the branch with all that is in it: messages and model calls.</summary>
    /// <param name="number">The number of the turn, from 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="TurnNotFoundException">The branch has no such turn.</exception>
    public async Task<TurnContents> GetContentsAsync(int number, CancellationToken cancellationToken = default) =>
        await TurnReader.ReadWholeAsync(Log, number, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads the turn of the branch that an entry belongs to, with all that is in it.</summary>
    /// <param name="entry">The position of an entry of the turn.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EntryNotFoundException">The entry belongs to no turn of the branch.</exception>
    public async Task<TurnContents> GetContentsAsync(Position entry, CancellationToken cancellationToken = default) =>
        await GetContentsAsync(await TurnReader.FindNumberAsync(Log, entry, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Returns how many turns the branch has.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<int> CountAsync(CancellationToken cancellationToken = default)
    {
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await TurnReader.CountAsync(Log, record.Head, cancellationToken).ConfigureAwait(false);
    }
}
