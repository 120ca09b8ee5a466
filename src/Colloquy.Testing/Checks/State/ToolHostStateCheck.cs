namespace Colloquy.Testing;

/// <summary>Represents a check of the state of a tool host: it calls one of the host's tools, and compares what it returns. The call is in no turn.</summary>
/// <remarks>The host has the state of now, so a check of a turn that is not the newest one is an error.</remarks>
public sealed class ToolHostStateCheck : Check
{
    /// <summary>Initializes a check.</summary>
    /// <param name="host">The name of the tool host.</param>
    /// <param name="tool">The name of the tool that looks at the state. It should change nothing.</param>
    public ToolHostStateCheck(string host, string tool)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentException.ThrowIfNullOrEmpty(tool);
        (Host, Tool) = (host, tool);
    }

    /// <summary>Gets the name of the tool host.</summary>
    public string Host { get; }

    /// <summary>Gets the name of the tool that looks at the state.</summary>
    public string Tool { get; }

    /// <summary>Gets the arguments of the call; null for none.</summary>
    public object? Arguments { get; init; }

    /// <summary>Gets the result that is expected, compared as a value: of an object, the fields that are named here.</summary>
    public required object? Is { get; init; }

    /// <summary>Gets the path of the part of the result that is compared, such as <c>balance</c> or <c>accounts.savings.balance</c>; null for the whole.</summary>
    public string? At { get; init; }

    /// <summary>Gets the rules by which values are compared.</summary>
    public ComparisonRules Rules { get; init; } = ComparisonRules.Default;

    /// <inheritdoc />
    public override string Name => "tool host state";

    /// <inheritdoc />
    public override string Expected => $"{Host}.{Tool}({(Arguments is null ? "" : ValueText.Of(Arguments))}){(At is null ? "" : $" at '{At}'")} is {ValueText.Of(Is)}";

    /// <inheritdoc />
    public override async ValueTask<CheckResult> MakeAsync(CheckSubject subject, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (!subject.IsCurrent)
            return CannotTell($"The state of '{Host}' is that of now, after turn {subject.Conversation.Turns.Count}, not that after this turn. Look at it before the next turn, or on a fork (ForkAsync).");

        var result = await subject.Conversation.ToolHost(Host).CallAsync(Tool, Arguments, cancellationToken).ConfigureAwait(false);
        object? actual = result;
        if (At is not null)
        {
            if (ValuePath.Find(result, At) is not { } part)
                return Fail($"the result has nothing at '{At}': {ValueText.Of(result)}");
            actual = part;
        }

        var differences = ValueComparison.Differences(Is, actual, Rules);
        return differences.Count == 0 ? Pass() : Fail($"{string.Join("; ", differences)}\n{Host}.{Tool} returned {ReadableText.OneLine(result.GetRawText(), 500)}");
    }
}
