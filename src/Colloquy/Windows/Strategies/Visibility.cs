namespace Colloquy;

/// <summary>Decides what an agent sees of what other agents did on its session. What users said, and its own, it always sees.</summary>
public sealed class Visibility : CompactionStrategy
{
    private readonly Func<MessageGroup, bool> _shows;
    private readonly string _reason;

    private Visibility(Func<MessageGroup, bool> shows, string reason) => (_shows, _reason) = (shows, reason);

    internal override bool Hides => true;

    /// <summary>A strategy that hides everything of other agents.</summary>
    public static Visibility Own { get; } = new(_ => false, "another agent's");

    /// <summary>A strategy that shows the answers of other agents, without their tool calls.</summary>
    public static Visibility Answers { get; } = new(exchange => !exchange.HasCalls, "another agent's tools");

    /// <summary>Creates a strategy that shows, of other agents, only the named ones.</summary>
    /// <param name="agents">Their names.</param>
    public static Visibility Of(params IEnumerable<string> agents)
    {
        HashSet<string> seen = [.. agents];
        return new(exchange => seen.Contains(exchange.Author!), "of an agent that is not seen");
    }

    /// <summary>Creates a strategy that shows, of other agents, what a rule accepts.</summary>
    /// <param name="shows">Whether an exchange of another agent, <see cref="MessageGroup.Author"/>, is seen.</param>
    public static Visibility When(Func<MessageGroup, bool> shows)
    {
        ArgumentNullException.ThrowIfNull(shows);
        return new(shows, "not seen by the rule");
    }

    /// <inheritdoc />
    public override ValueTask ApplyAsync(CompactionContext draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        draft.ForEach(exchange =>
        {
            if (exchange.Author is { } author && author != draft.ShownTo && !_shows(exchange))
                exchange.LeaveOut(_reason);
        });
        return ValueTask.CompletedTask;
    }
}
