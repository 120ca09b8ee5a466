namespace Colloquy.Testing;

/// <summary>Represents a check that only looks at what was observed, and so needs no waiting.</summary>
public abstract class ImmediateCheck : Check
{
    /// <summary>Makes the check.</summary>
    /// <param name="subject">The turn or the conversation.</param>
    /// <returns>The result. A check that cannot be made returns <see cref="CheckOutcome.Error"/>, or throws, which is the same.</returns>
    public abstract CheckResult Make(CheckSubject subject);

    /// <inheritdoc />
    public sealed override ValueTask<CheckResult> MakeAsync(CheckSubject subject, CancellationToken cancellationToken = default) => new(Make(subject));
}
