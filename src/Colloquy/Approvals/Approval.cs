using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents a tool call that waits for the approval of a person.</summary>
public sealed record Approval
{
    /// <summary>Gets the id, which is short, unique in the session, and safe in a URL. Any handle on the session, in any process, can answer with it.</summary>
    public required ApprovalId Id { get; init; }

    /// <summary>Gets the session.</summary>
    public required SessionKey Session { get; init; }

    /// <summary>Gets the branch on which the call waits, the only one on which it can be answered.</summary>
    public required string Branch { get; init; }

    /// <summary>Gets the position of the entry that records the request: its identity within the session.</summary>
    public required Position Position { get; init; }

    /// <summary>Gets the number of the turn that waits, along its branch, from 1.</summary>
    public required int TurnNumber { get; init; }

    /// <summary>Gets the agent that made the call; null when it is not known.</summary>
    public string? Agent { get; init; }

    /// <summary>Gets the id of the call, as the model gave it.</summary>
    public required string CallId { get; init; }

    /// <summary>Gets the name of the tool.</summary>
    public required string Tool { get; init; }

    /// <summary>Gets the arguments as they were recorded and as the tool would receive them; null when the model gave none, which differs from an empty object.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>Gets the time of the request.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Gets the time at which the call counts as refused unless it is answered before; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Returns the request as content of Microsoft.Extensions.AI. A response that is created from it can be the input of a run.</summary>
    public ToolApprovalRequestContent ToContent() => new(Id.Value, new FunctionCallContent(CallId, Tool, ToolArguments.Read(Arguments)));

    /// <summary>Returns the call as one line, such as <c>refund({"amount":900})</c>.</summary>
    public override string ToString() => $"{Tool}({Arguments?.GetRawText()})";
}
