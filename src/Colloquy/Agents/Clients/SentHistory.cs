using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Finds which of the messages that a caller sends are on the branch already, because many callers keep a list of their own and send all of it each time.</summary>
/// <remarks>
/// Compares from the branch's newest message back, by content. It reads about as many messages as were sent, however long the branch is.
/// </remarks>
internal sealed class SentHistory
{
    /// <summary>The maximum number of messages of the branch that a caller may have left out of its list, such as those of tools.</summary>
    private const int MostLeftOut = 1_000;

    private readonly SessionLog _log;
    private readonly WindowLine _branch;
    private readonly SaidMessage[] _sent;
    private readonly List<(SaidMessage Message, bool IsPartial)> _kept = [];
    private readonly bool _hasAnswers;

    private SentHistory(SessionLog log, WindowLine branch, IReadOnlyList<ChatMessage> sent)
    {
        (_log, _branch) = (log, branch);
        _sent = [.. sent.Select(message => new SaidMessage(message))];
        _hasAnswers = Array.Exists(_sent, message => message is { Role: var role, IsSilent: false } && role == ChatRole.Assistant);
    }

    /// <summary>Returns the messages that are new to a branch.</summary>
    /// <param name="log">The session's log.</param>
    /// <param name="branch">The messages of the branch.</param>
    /// <param name="messages">What was sent, without system messages.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="HistoryMismatchException">The messages contain answers of a model, and do not continue the branch.</exception>
    public static async ValueTask<IReadOnlyList<ChatMessage>> FindNewAsync(SessionLog log, WindowLine branch, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0 || await branch.GetAsync(0, cancellationToken).ConfigureAwait(false) is null)
            return messages;

        var parts = MessageSplit.Split(messages);
        var sent = new SentHistory(log, branch, parts);
        var known = await sent.CountKnownAsync(cancellationToken).ConfigureAwait(false);
        return known == 0 ? messages : [.. parts.Skip(known)];
    }

    private async ValueTask<int> CountKnownAsync(CancellationToken cancellationToken)
    {
        for (var last = _sent.Length - 1; last >= 0; last--)
        {
            if (!_sent[last].IsSilent && await MeetAsync(last, cancellationToken).ConfigureAwait(false))
                return last + 1;
        }

        return _hasAnswers ? throw new HistoryMismatchException(_log.Key, _log.Record.Branch, _sent.Length) : 0;
    }

    /// <summary>Whether the branch ends with the messages up to one, as far as both reach.</summary>
    private async ValueTask<bool> MeetAsync(int last, CancellationToken cancellationToken)
    {
        var (at, leftOut) = (0, 0);
        string? rest = null;
        for (var i = last; i >= 0;)
        {
            var sent = _sent[i];
            if (sent.IsSilent)
            {
                i--;
                continue;
            }

            // Messages older than the branch were pruned, or belong to another conversation.
            if (await GetAsync(at, cancellationToken).ConfigureAwait(false) is not { } kept)
                return rest is null && !_log.Record.Pruned.IsStart;

            at++;
            if (sent.Says(kept.Message, rest, isPast: i < last, mayBeCut: i == last || kept.IsPartial))
            {
                i--;
                rest = null;
            }
            else if (sent.EndsWith(kept.Message, rest) is { } before)
            {
                rest = before;
            }
            else if (!MayBeLeftOut(kept.Message, kept.IsPartial, sent) || ++leftOut > MostLeftOut)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a caller's list can lack a message of the branch: a list of texts has no calls of tools, and few lists have the part of an answer that was cut off.</summary>
    private bool MayBeLeftOut(SaidMessage kept, bool isPartial, SaidMessage sent) =>
        isPartial || kept.IsSilent || (_hasAnswers && kept.IsOfTool && !sent.IsOfTool && kept.Text.Length == 0);

    private async ValueTask<(SaidMessage Message, bool IsPartial)?> GetAsync(int index, CancellationToken cancellationToken)
    {
        while (_kept.Count <= index)
        {
            if (await _branch.GetAsync(_kept.Count, cancellationToken).ConfigureAwait(false) is not { } item)
                return null;
            _kept.Add((new SaidMessage(item.Message), item.Partial));
        }

        return _kept[index];
    }
}
