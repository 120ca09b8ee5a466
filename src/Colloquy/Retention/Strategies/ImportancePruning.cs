using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Has a model judge what is old: what matters stays. The judgements are those that windows go by.</summary>
internal sealed class ImportancePruning(IChatClient client, int messages, int threshold, int maxInputTokens) : ModelPruning(RetentionStrategy.Importance, client, messages, maxInputTokens)
{
    private readonly int _threshold = threshold is >= 1 and <= 10 ? threshold : throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "Scores go from 1 to 10.");

    internal override IEnumerable<Position> FindKept(PruneLine line) =>
        line.Importance?.Body.Scores.Where(score => score.Score >= _threshold).Select(score => score.Position) ?? [];

    protected override Position FindDone(PruneLine line) => line.Importance?.Body.Before ?? Position.Start;

    protected override async ValueTask LookAsync(PruneLine line, IModelAsker models, IReadOnlyList<MessageGroup> exchanges, Position end, CancellationToken cancellationToken)
    {
        var known = line.Importance?.Body;
        var question = new ModelQuestion(KeepImportantStrategy.Purpose, KeepImportantStrategy.ToPrompt(exchanges), new ChatOptions { Instructions = KeepImportantStrategy.Instructions, ResponseFormat = ChatResponseFormat.Json }) { Client = Client, About = new PositionRange(exchanges[0].First, exchanges[^1].Last), Conclude = Conclude };
        var (position, judgement) = await AskAsync<ImportanceBody>(line, models, question, cancellationToken).ConfigureAwait(false);
        line.Saw(position, judgement);

        ImportanceBody Conclude(string text, Guid call) => new()
        {
            Before = end,
            Scores = [.. known?.Scores.Where(score => score.Score >= _threshold) ?? [], .. ImportanceJson.Read(text, exchanges)],
            Call = call,
        };
    }
}
