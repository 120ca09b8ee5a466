using System.Text.Json;

namespace Colloquy;

/// <summary>An answer that is remembered: it decides later calls on the branch, and nobody is asked.</summary>
public sealed record RememberedApproval
{
    /// <summary>Gets the name of the tool.</summary>
    public required string Tool { get; init; }

    /// <summary>Gets a value that indicates whether it decides calls with any arguments; else those with <see cref="Arguments"/>.</summary>
    public bool AnyArguments { get; init; }

    /// <summary>Gets the arguments; null for a call without any, or with <see cref="AnyArguments"/>.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>Gets the decision.</summary>
    public ApprovalDecision Decision { get; init; }

    /// <summary>Gets the reason, as the model is told; null when none was given.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the name of who decided; null when none was given.</summary>
    public string? By { get; init; }

    /// <summary>Whether it decides a call.</summary>
    internal bool Covers(string tool, JsonElement? arguments) => Tool == tool && (AnyArguments || ToolArguments.AreSame(Arguments, arguments));

    /// <summary>Whether it is about the same calls as another.</summary>
    internal bool IsAboutSame(RememberedApproval other) =>
        Tool == other.Tool && AnyArguments == other.AnyArguments && (AnyArguments || ToolArguments.AreSame(Arguments, other.Arguments));

    /// <summary>The answer to a request that it decides.</summary>
    internal ApprovalAnswerBody Answer(Position request) => new() { Request = request, Decision = Decision, Reason = Reason, By = By, Remembered = true };
}
