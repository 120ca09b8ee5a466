using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Groups messages into exchanges, from the newest back.</summary>
/// <param name="window">The messages.</param>
/// <param name="end">How many of the newest are read; null for all.</param>
internal sealed class ExchangeReader(Window window, int? end = null)
{
    private List<WindowItem>? _orphans;
    private int _next;

    /// <summary>Results whose calls were not met (yet), and reasoning that nothing followed of what it led to.</summary>
    public IReadOnlyList<WindowItem> Orphans => (IReadOnlyList<WindowItem>?)_orphans ?? [];

    /// <summary>Whether messages of the running turn are left.</summary>
    public bool IsInTurn => _next < window.TurnCount;

    /// <summary>Returns the messages of the next exchange in their order; null when there is none.</summary>
    public async ValueTask<IReadOnlyList<WindowItem>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await GetAsync(cancellationToken).ConfigureAwait(false) is { } item)
        {
            _next++;
            if ((item.IsResult || item.IsReasoning) && !item.Partial)
            {
                (_orphans ??= []).Insert(0, item);
                continue;
            }

            if (!item.HasCalls && (item.Partial || item.Message.Role != ChatRole.Assistant))
                return [item];

            // A call of an answer that broke off was never made: a result under its id is that of an earlier call.
            List<WindowItem> items = [item];
            if (item.HasCalls && !item.Partial && _orphans is not null)
            {
                for (var i = 0; i < _orphans.Count;)
                {
                    if (_orphans[i].IsResultOf(item))
                    {
                        items.Add(_orphans[i]);
                        _orphans.RemoveAt(i);
                    }
                    else
                    {
                        i++;
                    }
                }
            }

            if (!item.Partial)
                await AddReasoningAsync(items, item.Author, cancellationToken).ConfigureAwait(false);
            return items;
        }

        return null;
    }

    /// <summary>The position of the next message that was not read; null when there is none.</summary>
    public async ValueTask<Position?> PeekAsync(CancellationToken cancellationToken) =>
        (await GetAsync(cancellationToken).ConfigureAwait(false))?.Position;

    private ValueTask<WindowItem?> GetAsync(CancellationToken cancellationToken) => _next >= end ? default : window.GetAsync(_next, cancellationToken);

    /// <summary>Adds what led the author to a message; another's reasoning, of a turn that ended there, did not.</summary>
    private async ValueTask AddReasoningAsync(List<WindowItem> items, string? author, CancellationToken cancellationToken)
    {
        while (await GetAsync(cancellationToken).ConfigureAwait(false) is { IsReasoning: true, Partial: false } reasoning && reasoning.Author == author)
        {
            items.Insert(0, reasoning);
            _next++;
        }
    }
}
