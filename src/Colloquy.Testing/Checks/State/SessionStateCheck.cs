namespace Colloquy.Testing;

/// <summary>Represents a check of a value in the state of the agent's session.</summary>
/// <remarks>The session has the state of now, so a check of a turn that is not the newest one is an error.</remarks>
public sealed class SessionStateCheck : Check
{
    /// <summary>Initializes a check.</summary>
    /// <param name="key">The key.</param>
    public SessionStateCheck(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        Key = key;
    }

    /// <summary>Gets the key.</summary>
    public string Key { get; }

    /// <summary>Gets the value that is expected, compared as a value; <see cref="Value.None"/> for a key that has none. Null is the value null, which a key without a value does not have.</summary>
    public required object? Is { get; init; }

    /// <summary>Gets the scope of the key.</summary>
    /// <value>The default is <see cref="Scope.Session"/>.</value>
    public Scope Scope { get; init; } = Scope.Session;

    /// <summary>Gets the rules by which values are compared.</summary>
    public ComparisonRules Rules { get; init; } = ComparisonRules.Default;

    /// <inheritdoc />
    public override string Name => "session state";

    /// <inheritdoc />
    public override string Expected => $"the state '{Key}'{(Scope == Scope.Session ? "" : $" of the scope {Scope}")} is {ValueText.Of(Is)}";

    /// <inheritdoc />
    public override async ValueTask<CheckResult> MakeAsync(CheckSubject subject, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Conversation.Session is not { } session)
            return CannotTell("The target has no session, and so no session state. Test an Agent by UseAgent, or compare what the target returns in TurnResult.Raw.");
        if (!subject.IsCurrent)
            return CannotTell($"The state is that of now, after turn {subject.Conversation.Turns.Count}, not that after this turn. Look at it before the next turn, or on a fork (ForkAsync).");

        var entry = await session.State.FindAsync(Key, Scope, cancellationToken).ConfigureAwait(false);
        if (entry?.Unreadable is { } damage)
            return CannotTell($"The state '{Key}' cannot be read: {damage}");
        if (entry is null or { IsRemoved: true } && PlainValue.IsNull(Is))
            return Fail($"the key has no value, which is not the value null. For a key without a value, expect {nameof(Value)}.{nameof(Value.None)}");
        var differences = ValueComparison.Differences(Is, entry is { IsRemoved: false } ? entry.Value : null, Rules);
        return differences.Count == 0 ? Pass() : Fail(entry is null or { IsRemoved: true } ? $"the key has no value; {differences[0]}" : string.Join("; ", differences));
    }
}
