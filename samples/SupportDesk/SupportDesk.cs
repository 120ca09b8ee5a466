using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>A support desk that remembers its customers: each has one session, which outlives the process.</summary>
/// <param name="store">Where sessions are kept.</param>
/// <param name="model">The model that answers.</param>
public sealed class SupportDesk(ISessionStore store, IChatClient model)
{
    public const string App = "support-desk";

    private const string Instructions = """
        You are a customer support agent.
        Refer to the conversation history: customers come back on other days and go on where they left off.
        Acknowledge returning customers: welcome them back, and recall what they needed.
        Before you create a ticket, check for an existing one about the same problem (list_tickets). If there is one,
        tell its id and status instead of creating a duplicate.
        Always name ticket ids. Never invent a ticket or a status.
        """;

    private readonly Agent _agent = new(model)
    {
        Name = "support",
        InstructionsFactory = run =>
        {
            var customer = run.Get<Customer>();
            return ValueTask.FromResult<string?>($"{Instructions}\n\nThe customer is {customer.Name}, account tier {customer.Tier}.");
        },
        Tools = new SupportTools(store).All,
    };

    /// <summary>Opens the customer's session: resumes it, or creates it.</summary>
    public Task<Session> GetSessionAsync(string customerId, CancellationToken cancellationToken = default) =>
        store.OpenAsync(new SessionKey("support", customerId, App), cancellationToken: cancellationToken);

    /// <summary>Answers a message, and says whether the customer was here before.</summary>
    public async Task<DeskAnswer> RunTurnAsync(Customer customer, string message, CancellationToken cancellationToken = default)
    {
        var session = await GetSessionAsync(customer.Id, cancellationToken);
        var isReturning = await session.CountTurnsAsync(cancellationToken) > 0;
        var answer = await _agent.RunAsync(message, session, new RunOptions { Context = customer }, cancellationToken);
        return new DeskAnswer(isReturning, answer);
    }

    /// <summary>Says how long the customer's conversation is.</summary>
    public async Task<SessionLength> GetSessionLengthAsync(string customerId, CancellationToken cancellationToken = default)
    {
        var session = await GetSessionAsync(customerId, cancellationToken);
        var messages = await session.ReadItemsAsync(cancellationToken: cancellationToken).CountAsync(cancellationToken);
        return new SessionLength(await session.CountTurnsAsync(cancellationToken), messages);
    }

    /// <summary>Begins afresh: the conversation is empty, and the tickets that it held are gone with it.</summary>
    public async Task ClearSessionAsync(string customerId, CancellationToken cancellationToken = default)
    {
        var session = await GetSessionAsync(customerId, cancellationToken);
        await session.ClearAsync(cancellationToken);
    }

    /// <summary>Takes the last turn back, with what it wrote: 'wait, I made a mistake'.</summary>
    /// <returns>The turn; null when there is none to take back.</returns>
    public async Task<Turn?> UndoLastTurnAsync(string customerId, CancellationToken cancellationToken = default)
    {
        var session = await GetSessionAsync(customerId, cancellationToken);
        return await session.CountTurnsAsync(cancellationToken) > 0 ? await session.UndoTurnAsync(cancellationToken) : null;
    }

    /// <summary>Lists the customer's tickets.</summary>
    public async Task<IReadOnlyList<Ticket>> ListTicketsAsync(string customerId, CancellationToken cancellationToken = default)
    {
        var session = await GetSessionAsync(customerId, cancellationToken);
        return await new TicketBook(session.State).ListAsync(cancellationToken);
    }
}

/// <summary>What the desk says to a customer.</summary>
/// <param name="IsReturning">Whether the customer was here before.</param>
/// <param name="Answer">What came of the turn.</param>
public sealed record DeskAnswer(bool IsReturning, AgentAnswer Answer);

/// <summary>How long a conversation is.</summary>
public sealed record SessionLength(int Turns, int Messages);
