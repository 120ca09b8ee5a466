using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a run shows a model besides the line of the session.</summary>
/// <param name="Messages">The messages, each with where it comes from. They stand before the turn.</param>
/// <param name="HidesLine">Whether they replace what is on the line before the turn.</param>
internal sealed record InjectedMessages(IReadOnlyList<(ChatMessage Message, string Source)> Messages, bool HidesLine);
