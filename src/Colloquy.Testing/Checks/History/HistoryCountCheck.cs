namespace Colloquy.Testing;

/// <summary>Represents a check of how many messages the agent stores of the conversation: inputs, answers, tool calls and results.</summary>
/// <param name="count">The number of messages, at least 0.</param>
public sealed class HistoryCountCheck(int count) : Check
{
    /// <summary>Gets the number of messages.</summary>
    public int Count { get; } = count >= 0 ? count : throw new ArgumentOutOfRangeException(nameof(count), count, "A history has no message or more.");

    /// <inheritdoc />
    public override string Name => "messages stored";

    /// <inheritdoc />
    public override string Expected => $"{Count} messages are stored";

    /// <inheritdoc />
    public override async ValueTask<CheckResult> MakeAsync(CheckSubject subject, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (!subject.IsCurrent)
            return CannotTell("What is stored is the history of now, not that after this turn. Check it before the next turn.");

        var stored = await subject.Conversation.ReadHistoryAsync(cancellationToken).ConfigureAwait(false);
        return stored.Count == Count ? Pass() : Fail($"{stored.Count} are stored: {string.Join(", ", stored.CountBy(message => message.Role).Select(pair => $"{pair.Value} of {pair.Key}"))}");
    }
}
