using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>A customer's tickets and actions, each under a key of its own in the session's state: undo takes them back with the turn that wrote them.</summary>
public sealed class TicketBook(SessionState state)
{
    private const string TicketPrefix = "ticket:";
    private const string ActionPrefix = "action:";
    private const string ActionCount = "actions";

    public Task AddAsync(Ticket ticket, CancellationToken cancellationToken = default) =>
        state.SetAsync(TicketPrefix + ticket.Id, ticket, cancellationToken: cancellationToken);

    public async Task<IReadOnlyList<Ticket>> ListAsync(CancellationToken cancellationToken = default)
    {
        var entries = await state.ListAsync(cancellationToken: cancellationToken);
        return [.. entries.Where(entry => entry.Key.StartsWith(TicketPrefix, StringComparison.Ordinal)).Select(Read<Ticket>)];
    }

    public async Task LogAsync(string action, CancellationToken cancellationToken = default)
    {
        var number = await state.IncrementAsync(ActionCount, cancellationToken: cancellationToken);
        await state.SetAsync($"{ActionPrefix}{number.ToString("D6", CultureInfo.InvariantCulture)}", action, cancellationToken: cancellationToken);
    }

    public Task<long> CountActionsAsync(CancellationToken cancellationToken = default) => state.GetAsync<long>(ActionCount, cancellationToken: cancellationToken);

    public async Task<IReadOnlyList<string>> ListRecentActionsAsync(int count, CancellationToken cancellationToken = default)
    {
        var entries = await state.ListAsync(cancellationToken: cancellationToken);
        return [.. entries.Where(entry => entry.Key.StartsWith(ActionPrefix, StringComparison.Ordinal)).TakeLast(count).Select(Read<string>)];
    }

    private static T Read<T>(StateEntry entry) => entry.Value.Deserialize<T>(AIJsonUtilities.DefaultOptions)!;
}
