using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Represents the comparison of two branches: the items that they share, and the items that each added.</summary>
public sealed class BranchComparison
{
    private readonly SessionLog _log;
    private readonly Position _first;
    private readonly Position _second;

    internal BranchComparison(SessionLog log, BranchHead first, BranchHead second, Position common)
    {
        _log = log;
        (First, _first) = (first.Name, first.Head!.Value);
        (Second, _second) = (second.Name, second.Head!.Value);
        Common = common;
    }

    /// <summary>Gets the name of the first branch.</summary>
    public string First { get; }

    /// <summary>Gets the name of the second branch.</summary>
    public string Second { get; }

    /// <summary>Gets the newest entry that both have in their history; <see cref="Position.Start"/> when they have none.</summary>
    public Position Common { get; }

    /// <summary>Gets a value that indicates whether both have the same history.</summary>
    public bool AreSame => _first == _second;

    /// <summary>Reads the messages that both have, the oldest first.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public IAsyncEnumerable<SessionItem> ReadCommonAsync(CancellationToken cancellationToken = default) => ReadAsync(Common, Position.Start, cancellationToken);

    /// <summary>Reads the messages that only the first branch has, the oldest first.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public IAsyncEnumerable<SessionItem> ReadUniqueToFirstAsync(CancellationToken cancellationToken = default) => ReadAsync(_first, Common, cancellationToken);

    /// <summary>Reads the messages that only the second branch has, the oldest first.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public IAsyncEnumerable<SessionItem> ReadUniqueToSecondAsync(CancellationToken cancellationToken = default) => ReadAsync(_second, Common, cancellationToken);

    private async IAsyncEnumerable<SessionItem> ReadAsync(Position head, Position after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in ItemReader.ReadForthAsync(_log, head, after, cancellationToken).ConfigureAwait(false))
            yield return item;
    }
}
