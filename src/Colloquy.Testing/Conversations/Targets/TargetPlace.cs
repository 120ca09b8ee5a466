namespace Colloquy.Testing;

/// <summary>Where an agent under test keeps its session, and how it is called.</summary>
internal sealed record TargetPlace(ISessionStore Store, TurnMark Mark, string ConversationId, string Conversation, bool Streams, TimeProvider TimeProvider);
