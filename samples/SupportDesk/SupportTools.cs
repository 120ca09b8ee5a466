using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>What the support agent can do. Each tool is told the run: the customer, and the state of the session.</summary>
/// <param name="store">Where the desk counts its tickets, over all customers.</param>
public sealed class SupportTools(ISessionStore store)
{
    private const int FirstTicket = 1001;
    private const int RecentActions = 5;

    /// <summary>The desk's own session: no customer's, so that no two customers get the same ticket number.</summary>
    private static readonly SessionKey DeskKey = new("desk", app: SupportDesk.App);

    public IReadOnlyList<AITool> All =>
    [
        AgentTool.Create(CreateTicketAsync, "create_ticket"),
        AgentTool.Create(ListTicketsAsync, "list_tickets", idempotent: true),
        AgentTool.Create(SummarizeAsync, "get_conversation_summary", idempotent: true),
    ];

    [Description("Creates a support ticket for the customer, and returns it with its id.")]
    private async Task<Ticket> CreateTicketAsync(
        [Description("What the problem is, in a few words.")] string subject,
        [Description("All that the customer said of it.")] string description,
        RunContext run,
        [Description("low, normal, high or urgent.")] string priority = "normal")
    {
        var desk = await store.OpenAsync(DeskKey, cancellationToken: run.CancellationToken);
        var number = FirstTicket - 1 + await desk.State.IncrementAsync("tickets", cancellationToken: run.CancellationToken);
        var ticket = new Ticket($"TKT-{number.ToString(CultureInfo.InvariantCulture)}", subject, description, priority, "open");

        var book = new TicketBook(run.State);
        await book.AddAsync(ticket, run.CancellationToken);
        await book.LogAsync($"Created ticket {ticket.Id}: {subject}", run.CancellationToken);
        return ticket;
    }

    [Description("Lists the customer's tickets with their status.")]
    private static async Task<IReadOnlyList<Ticket>> ListTicketsAsync(RunContext run)
    {
        var book = new TicketBook(run.State);
        var tickets = await book.ListAsync(run.CancellationToken);
        await book.LogAsync("Listed the tickets", run.CancellationToken);
        return tickets;
    }

    [Description("Summarizes the conversation: who the customer is, what was done, and how many tickets are open.")]
    private static async Task<ConversationSummary> SummarizeAsync(RunContext run)
    {
        var (customer, book) = (run.Get<Customer>(), new TicketBook(run.State));
        var tickets = await book.ListAsync(run.CancellationToken);
        return new ConversationSummary(
            customer.Name,
            customer.Tier,
            await book.CountActionsAsync(run.CancellationToken),
            tickets.Count(ticket => ticket.Status == "open"),
            await book.ListRecentActionsAsync(RecentActions, run.CancellationToken));
    }
}
