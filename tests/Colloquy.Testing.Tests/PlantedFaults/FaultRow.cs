namespace Colloquy.Testing.Tests.Planting;

/// <summary>A fault that tests of conversations must catch, with the check that a user would write.</summary>
/// <param name="Number">The number of the fault.</param>
/// <param name="Fault">What goes wrong, in a few words.</param>
/// <param name="CheckName">The name of the check that catches it.</param>
/// <param name="RunAsync">Has a conversation and makes the check. With the fault the check fails, and nothing before it.</param>
internal sealed record FaultRow(int Number, string Fault, string CheckName, Func<FaultTrial, Task> RunAsync)
{
    /// <summary>The fault of the public catalogue that is planted; null for one that takes another agent or test.</summary>
    public string? Planted { get; init; }

    /// <summary>The other agent or test that is planted, in words.</summary>
    public string? Other { get; init; }

    /// <summary>The outcome of the check with the fault.</summary>
    public CheckOutcome Outcome { get; init; } = CheckOutcome.Failed;

    public override string ToString() => $"{Number}: {Fault}";
}
