namespace Colloquy.Samples;

/// <summary>Represents a repair case, as the session's state holds it.</summary>
public sealed record RepairCase(string Number, string Subject, string Description, string Priority, string State);

/// <summary>Represents what <c>get_recap</c> returns to the model.</summary>
public sealed record Recap(string Caller, string Hall, long Steps, int OpenCases, IReadOnlyList<string> LatestSteps);
