using System.Text.Json;

namespace Colloquy;

/// <summary>Represents a remembered answer, which decides later calls on the branch without asking a person.</summary>
public sealed record RememberedApproval
{
    /// <summary>Gets the name of the tool.</summary>
    public required string Tool { get; init; }

    /// <summary>Gets a value that indicates whether the answer decides calls with any arguments rather than only those with <see cref="Arguments"/>.</summary>
    public bool AnyArguments { get; init; }

    /// <summary>Gets the arguments; null for a call without any, or with <see cref="AnyArguments"/>.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>Gets the decision.</summary>
    public ApprovalDecision Decision { get; init; }

    /// <summary>Gets the reason that the model is given; null for none.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the name of the person who decided; null for none.</summary>
    public string? By { get; init; }

    /// <summary>Whether it decides a call.</summary>
    internal bool Covers(string tool, JsonElement? arguments) => Tool == tool && (AnyArguments || ToolArguments.AreSame(Arguments, arguments));

    /// <summary>Whether it is about the same calls as another.</summary>
    internal bool IsAboutSame(RememberedApproval other) =>
        Tool == other.Tool && AnyArguments == other.AnyArguments && (AnyArguments || ToolArguments.AreSame(Arguments, other.Arguments));

    /// <summary>The answer to a request that it decides.</summary>
    internal ApprovalAnswerBody Answer(Position request) => new() { Request = request, Decision = Decision, Reason = Reason, By = By, Remembered = true };
}
