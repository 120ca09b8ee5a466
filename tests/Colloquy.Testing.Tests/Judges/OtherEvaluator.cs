using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing.Tests.Judges;

/// <summary>An evaluator of somebody else.</summary>
internal sealed class OtherEvaluator(string metric, Func<ChatConfiguration?, IReadOnlyList<EvaluationContext>, Task<EvaluationResult>> evaluate) : IEvaluator
{
    public OtherEvaluator(string metric, EvaluationResult result)
        : this(metric, (_, _) => Task.FromResult(result))
    {
    }

    public IReadOnlyCollection<string> EvaluationMetricNames => [metric];

    public IReadOnlyList<ChatMessage> Messages { get; private set; } = [];

    public ChatResponse? Response { get; private set; }

    public async ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<ChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null, IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default)
    {
        (Messages, Response) = ([.. messages], modelResponse);
        return await evaluate(chatConfiguration, [.. additionalContext ?? []]);
    }
}
