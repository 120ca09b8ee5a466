using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>One well-filled content of each type that the abstractions have.</summary>
internal static class Samples
{
    public static readonly AIContent[] All =
    [
        new TextContent("text"),
        new TextReasoningContent("thinking") { ProtectedData = "c2VhbGVk" },
        new DataContent(new byte[] { 1, 2, 3 }, "image/png") { Name = "a.png" },
        new UriContent("https://example.org/a.png", "image/png"),
        new ErrorContent("failed") { ErrorCode = "E1", Details = "why" },
        new UsageContent(new UsageDetails { InputTokenCount = 1, OutputTokenCount = 2, TotalTokenCount = 3 }),
        new FunctionCallContent("c1", "pay", new Dictionary<string, object?> { ["amount"] = 5, ["note"] = null }),
        new FunctionResultContent("c1", JsonElement.Parse("""{"paid":true}""")),
        new HostedFileContent("file-1") { Name = "b.txt" },
        new HostedVectorStoreContent("vs-1"),
        new CodeInterpreterToolCallContent("ci-1") { Inputs = [new TextContent("print(1)")] },
        new CodeInterpreterToolResultContent("ci-1") { Outputs = [new TextContent("1")] },
        new ImageGenerationToolCallContent("ig-1"),
        new ImageGenerationToolResultContent("ig-1") { Outputs = [new DataContent(new byte[] { 1 }, "image/png")] },
        new McpServerToolCallContent("m-1", "search", "docs") { Arguments = new Dictionary<string, object?> { ["q"] = "x" } },
        new McpServerToolResultContent("m-1") { Outputs = [new TextContent("found")] },
        new WebSearchToolCallContent("w-1") { Queries = ["colloquy"] },
        new WebSearchToolResultContent("w-1"),
        new ToolApprovalRequestContent("r-1", new FunctionCallContent("c1", "pay")),
        new ToolApprovalResponseContent("r-1", true, new FunctionCallContent("c1", "pay")),
        new ToolCallContent("t-1"),
        new ToolResultContent("t-1"),
    ];

    public static AIContent? Of(Type type) => Array.Find(All, content => content.GetType() == type);
}
