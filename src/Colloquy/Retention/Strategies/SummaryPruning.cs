using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Has a model summarize what is removed: the same summaries that windows show.</summary>
internal sealed class SummaryPruning(IChatClient client, int messages, int maxInputTokens) : ModelPruning(RetentionStrategy.Summary, client, messages, maxInputTokens)
{
    private const int MaxTokens = 1_000;

    protected override Position FindDone(PruneLine line) => line.Summary is { Body: { Partial: false, Covers: var covers } } ? covers.Last.Next : Position.Start;

    protected override async ValueTask LookAsync(PruneLine line, IModelAsker models, IReadOnlyList<MessageGroup> exchanges, Position end, CancellationToken cancellationToken)
    {
        var earlier = line.Summary;
        var question = new ModelQuestion(SummarizeOldStrategy.Purpose, SummaryText.ToPrompt(earlier?.Body, exchanges), new ChatOptions { Instructions = SummaryText.Instructions, MaxOutputTokens = MaxTokens }) { Client = Client, About = new PositionRange(exchanges[0].First, exchanges[^1].Last), Conclude = Conclude };
        var (position, summary) = await AskAsync<SummaryBody>(line, models, question, cancellationToken).ConfigureAwait(false);
        line.Saw(position, summary);

        SummaryBody Conclude(string text, Guid call) => new()
        {
            Covers = new PositionRange(earlier?.Body.Covers.First is { } first && first < exchanges[0].First ? first : exchanges[0].First, end.Previous),
            Text = string.IsNullOrWhiteSpace(text) ? throw new FormatException("The model wrote no summary.") : text.Trim(),
            Earlier = earlier?.Position,
            Call = call,
        };
    }
}
