using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>Represents a user that a model plays: it pursues a goal in a conversation with the agent under test, knows certain facts, and decides when to stop.</summary>
/// <remarks>A simulated user is data: it can talk in any number of conversations, at the same time.</remarks>
public sealed class SimulatedUser
{
    /// <summary>The name of a conversation's model that plays users unless they name another.</summary>
    public const string DefaultModel = "user";

    /// <summary>Gets the goal, in words: what the user wants of the agent.</summary>
    public required string Goal { get; init => field = string.IsNullOrWhiteSpace(value) ? throw new ArgumentException("A goal has words.", nameof(Goal)) : value; }

    /// <summary>Gets how the user talks and behaves.</summary>
    /// <value>The default is <see cref="Persona.Plain"/>.</value>
    public Persona Persona { get; init => field = value ?? throw new ArgumentNullException(nameof(Persona)); } = Persona.Plain;

    /// <summary>Gets the facts that the user knows, by name, such as <c>account</c>. It may say no others.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init => field = value ?? throw new ArgumentNullException(nameof(Facts)); } = new Dictionary<string, string>();

    /// <summary>Gets what the user says in its first turns, word for word; empty when the model begins.</summary>
    public IReadOnlyList<string> Openings { get; init => field = value is null ? throw new ArgumentNullException(nameof(Openings)) : [.. value]; } = [];

    /// <summary>Gets the most turns that the user takes, the openings among them.</summary>
    /// <value>The default is 10. From 1 to 200.</value>
    public int MaxTurns { get; init => field = value is >= 1 and <= 200 ? value : throw new ArgumentOutOfRangeException(nameof(MaxTurns), value, "A user takes 1 to 200 turns."); } = 10;

    /// <summary>Gets the number of turns before which giving up is too early.</summary>
    /// <value>The default is 2. At least 1.</value>
    public int MinTurns { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MinTurns), value, "A user takes at least one turn."); } = 2;

    /// <summary>Gets the name of the conversation's model that plays the user.</summary>
    /// <value>The default is <c>user</c>.</value>
    public string Model { get; init; } = DefaultModel;

    /// <summary>Gets the name of the conversation's model that grades the user. A conversation without such a model has the user graded by rules alone.</summary>
    /// <value>The default is <c>judge</c>.</value>
    public string JudgeModel { get; init; } = Judge.DefaultModel;

    /// <summary>Gets the options of the model calls; null for those of the service. The response format is set by the user.</summary>
    public ChatOptions? ChatOptions { get; init; }

    /// <summary>Gets what says whether a person in the user's place can see that the goal is reached, for example since the agent has named a transaction. With it, the user's stop is checked by a rule. Null for none.</summary>
    /// <remarks>It says what can be seen, not what is true: an agent that only claims success has misled the user, which is the agent's fault.</remarks>
    public Func<Conversation, CancellationToken, ValueTask<bool>>? GoalIsVisibleAsync { get; init; }

    /// <summary>Gets a value that indicates whether a word with a capital letter, which no sentence begins with, counts as a name that the user must have been given. Switch it off for languages that write nouns with capital letters.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool ChecksNames { get; init; } = true;

    /// <summary>Gets the function that answers a turn that waits for an approval: it is given the turn, and returns true to approve, and false to refuse. Null when the talk ends at such a turn.</summary>
    /// <remarks>For example <c>Approves = turn => turn.Approvals.All(approval => approval.Tool == "transfer")</c>.</remarks>
    public Func<TurnResult, bool>? Approves { get; init; }

    /// <summary>Gets a value that indicates whether a talk that the user spoilt throws a <see cref="SpoiltTalkException"/>. Without it, look at <see cref="Talk.Grade"/>; the conversation is invalid either way.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool ThrowsWhenSpoilt { get; init; } = true;

    /// <summary>Talks to the agent until the user decides to stop, or the limit of turns is reached, and grades the user.</summary>
    /// <param name="conversation">The conversation. It can have turns already.</param>
    /// <param name="name">The name of the turns; the name of the calling method unless you give one.</param>
    /// <param name="cancellationToken">Cancels the talk.</param>
    /// <returns>The talk, with its turns, why it ended, and how well the user did.</returns>
    /// <exception cref="SpoiltTalkException">The user spoilt the talk, or it could not be graded, so the talk says nothing about the agent.</exception>
    /// <exception cref="NoAnswerException">The agent did not answer.</exception>
    /// <exception cref="ArgumentException">The conversation has no model for the user.</exception>
    public async Task<Talk> TalkAsync(Conversation conversation, [CallerMemberName] string name = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        cancellationToken = conversation.TokenOr(cancellationToken);
        var talk = await new Talking(this, conversation, name).RunAsync(cancellationToken).ConfigureAwait(false);
        var grade = await SimulationGrader.GradeAsync(talk, cancellationToken).ConfigureAwait(false);
        talk = talk with { Grade = grade };
        conversation.Record(grade.ToResult(talk.ToString()));
        if (grade.Blame is not { } blame)
            return talk;

        conversation.Invalidate(blame, grade.ToString());
        return ThrowsWhenSpoilt ? throw new SpoiltTalkException(talk, $"The simulated user '{Persona.Name}' in the conversation '{conversation.FullName}': {grade}\nThe talk ended with {talk}", blame) : talk;
    }
}
