namespace Colloquy.Samples;

/// <summary>A ticket, as it stands in the session's state.</summary>
public sealed record Ticket(string Id, string Subject, string Description, string Priority, string Status);

/// <summary>What <c>get_conversation_summary</c> tells the model.</summary>
public sealed record ConversationSummary(string Customer, string Tier, long Actions, int OpenTickets, IReadOnlyList<string> RecentActions);
