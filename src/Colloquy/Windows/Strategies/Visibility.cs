namespace Colloquy;

/// <summary>Decides what an agent sees of the messages of other agents on its session. It always sees the messages of users and its own.</summary>
public sealed class Visibility : CompactionStrategy
{
    private readonly Func<MessageGroup, bool> _shows;
    private readonly string _reason;
    private readonly HashSet<string>? _seen;

    private Visibility(Func<MessageGroup, bool> shows, string reason, HashSet<string>? seen = null) => (_shows, _reason, _seen) = (shows, reason, seen);

    internal override bool Hides => true;

    internal override bool IsByExchange => true;

    /// <remarks>A rule of the application's own may look at more than the exchange.</remarks>
    internal override bool AsksRule => IsRule;

    private bool IsRule { get; init; }

    internal override bool IsSameAs(CompactionStrategy other) => ReferenceEquals(this, other) || (_seen is not null && other is Visibility { _seen: { } seen } && _seen.SetEquals(seen));

    /// <summary>A strategy that hides all messages of other agents.</summary>
    public static Visibility Own { get; } = new(_ => false, "another agent's");

    /// <summary>A strategy that shows the answers of other agents, without their tool calls.</summary>
    public static Visibility Answers { get; } = new(group => !group.HasCalls, "another agent's tools");

    /// <summary>Creates a strategy that hides the messages of all other agents but the named ones.</summary>
    /// <param name="agents">The names of the agents.</param>
    public static Visibility Of(params IEnumerable<string> agents)
    {
        HashSet<string> seen = [.. agents];
        return new(group => seen.Contains(group.Author!), "of an agent that is not seen", seen);
    }

    /// <summary>Creates a strategy that shows the message groups of other agents that a rule accepts.</summary>
    /// <param name="shows">The rule: true to show a message group of another agent (<see cref="MessageGroup.Author"/>); false to hide it.</param>
    public static Visibility When(Func<MessageGroup, bool> shows)
    {
        ArgumentNullException.ThrowIfNull(shows);
        return new(shows, "not seen by the rule") { IsRule = true };
    }

    /// <inheritdoc />
    public override ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.ForEach(group =>
        {
            if (group.Author is { } author && author != context.ShownTo && !_shows(group))
                group.LeaveOut(_reason);
        });
        return ValueTask.CompletedTask;
    }
}
