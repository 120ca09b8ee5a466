using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>Tools for an odd model: one that just runs, one that a person has to approve, one whose name services refuse, one that its caller runs.</summary>
internal static class OddTools
{
    public static readonly string[] Names = ["look", "pay", "查找", "ask"];

    public static IReadOnlyList<AITool> All { get; } =
    [
        AIFunctionFactory.Create((string? what = null) => $"saw {what}", "look"),
        new ApprovalRequiredAIFunction(AIFunctionFactory.Create((string? what = null) => $"paid {what}", "pay")),
        AIFunctionFactory.Create((string? what = null) => $"found {what}", "查找"),
        AIFunctionFactory.CreateDeclaration("ask", "Asks the user.", JsonElement.Parse("{}")),
    ];
}
