using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>Represents a judge: an evaluator of one metric, from 0 to 1, that says by which formula it came to its score. Derive from it for a metric of your own, and from <see cref="ModelJudge"/> for one that asks a model.</summary>
/// <remarks>A judge is data: it can judge any number of turns and conversations, at the same time.</remarks>
public abstract class Judge : IEvaluator
{
    /// <summary>The name of a conversation's model that judges ask unless they name another.</summary>
    public const string DefaultModel = "judge";

    /// <summary>Gets the name of the metric, such as <c>role adherence</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the version of the metric. It changes with everything that can change a score: the formula, the words in which a model is asked, or what the model is shown.</summary>
    public abstract string Version { get; }

    /// <summary>Gets the formula of the score, in words.</summary>
    public abstract string Formula { get; }

    /// <summary>Gets what is expected, as a sentence.</summary>
    public abstract string Expected { get; }

    /// <summary>Gets the score from which the judge passes.</summary>
    /// <value>The default is <see cref="DefaultThreshold"/>.</value>
    public JudgeThreshold Threshold { get => field ?? DefaultThreshold; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>Gets the score from which a judge passes that is given no threshold.</summary>
    /// <value>0.5, without a margin, unless the judge says otherwise.</value>
    protected virtual JudgeThreshold DefaultThreshold => 0.5;

    /// <summary>Gets the name of the conversation's model that this judge asks; null for the one that the options of the check name.</summary>
    public string? Model { get; init; }

    /// <inheritdoc />
    public IReadOnlyCollection<string> EvaluationMetricNames => [Name];

    /// <summary>Gets what tells the judge from another: a change of it needs another calibration.</summary>
    internal virtual string Identity => $"{Name}\n{Version}\n{Expected}";

    /// <summary>Gets what is judged where nobody says it: in an evaluation without a <see cref="ConversationContext"/>.</summary>
    protected virtual JudgeScope DefaultScope => JudgeScope.Turn;

    /// <summary>Judges.</summary>
    /// <param name="request">What to judge.</param>
    /// <param name="cancellationToken">Cancels the judgement.</param>
    /// <returns>The verdict.</returns>
    /// <exception cref="JudgeException">The judge cannot decide.</exception>
    protected abstract ValueTask<JudgeVerdict> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken);

    /// <summary>Judges an answer or a conversation. A failure of the judge is a diagnostic of the metric, which then has no value.</summary>
    /// <param name="messages">The messages before the answer.</param>
    /// <param name="modelResponse">The answer.</param>
    /// <param name="chatConfiguration">The model of the judge; null for a judge that needs none.</param>
    /// <param name="additionalContext">What the judge is shown beside the messages; with a <see cref="ConversationContext"/> it sees the turns of a tested conversation.</param>
    /// <param name="cancellationToken">Cancels the judgement.</param>
    public async ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<ChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null, IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(modelResponse);
        IReadOnlyList<EvaluationContext> context = [.. additionalContext ?? []];
        var conversation = context.OfType<ConversationContext>().FirstOrDefault();
        IReadOnlyList<ChatMessage> before = [.. messages];
        var request = new JudgeRequest
        {
            Turns = (conversation?.Transcript ?? JudgeTranscript.Of([.. before, .. modelResponse.Messages])).Turns,
            Scope = conversation?.Scope ?? DefaultScope,
            Context = [.. context.Where(other => other is not ConversationContext)],
            Client = Model is null ? chatConfiguration?.ChatClient : conversation?.FindModel(Model) ?? chatConfiguration?.ChatClient,
            Conversation = conversation,
            Messages = before,
            Response = modelResponse,
        };
        try
        {
            return new EvaluationResult(JudgeMetric.Of(this, await JudgeAsync(request, cancellationToken).ConfigureAwait(false)));
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new EvaluationResult(JudgeMetric.Of(this, error));
        }
    }
}
