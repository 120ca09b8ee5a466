using Microsoft.Extensions.AI;

namespace Colloquy.Testing;

/// <summary>Tools for an odd model: one that just runs, one that a person has to approve, one whose name services refuse.</summary>
internal static class OddTools
{
    public static readonly string[] Names = ["look", "pay", "查找"];

    public static IReadOnlyList<AITool> All { get; } =
    [
        AIFunctionFactory.Create((string? what = null) => $"saw {what}", "look"),
        new ApprovalRequiredAIFunction(AIFunctionFactory.Create((string? what = null) => $"paid {what}", "pay")),
        AIFunctionFactory.Create((string? what = null) => $"found {what}", "查找"),
    ];
}
