using Colloquy.Testing;

namespace Colloquy.Cli;

/// <summary>A fault, and what the tests made of it.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Outcome">What the tests made of it.</param>
/// <param name="KilledBy">The tests that failed by the fault; empty unless it was killed.</param>
/// <param name="Reason">Why it was neither killed nor alive; null for those.</param>
/// <param name="Conversations">The number of conversations in which the fault changed something.</param>
/// <param name="Duration">How long the tests ran.</param>
internal sealed record Mutant(PlantedFault Fault, MutantOutcome Outcome, IReadOnlyList<PlantingFailure> KilledBy, string? Reason, int Conversations, TimeSpan Duration);
