using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Summarizes, by a model, the messages that the strategies before it cut: <c>[new TokenBudgetStrategy(50_000), new SummarizeOldStrategy()]</c>.</summary>
/// <remarks>
/// The summary is an entry of the log that covers a range of positions. It removes nothing. Every later window of its line begins with it,
/// whatever the strategies of the window, until a newer summary covers it too. After an undo, and on a branch that was forked before it, it
/// does not apply. When the model fails, the window is the result of the strategies before it, a warning is logged, and the next turn tries again.
/// A preview calls no model: a note says that a summary would be written.
/// </remarks>
/// <param name="client">The model that writes; null for the agent's own.</param>
public sealed class SummarizeOldStrategy(IChatClient? client = null) : CompactionStrategy
{
    internal const string Purpose = "summary";

    /// <summary>Gets the maximum number of tokens of a summary, from 1.</summary>
    /// <value>The default is 1,000.</value>
    public int MaxTokens
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxTokens));
            field = value;
        }
    } = 1_000;

    /// <summary>Gets the maximum number of tokens that the model is given to summarize at once, from 1. Older messages of a line that was never summarized are not summarized.</summary>
    /// <value>The default is 100,000.</value>
    public int MaxInputTokens
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxInputTokens));
            field = value;
        }
    } = 100_000;

    internal override bool MayContinue => true;

    /// <summary>There is nothing to summarize while nothing is cut that no summary covers.</summary>
    internal override bool TryContinue(CompactionContext context) =>
        context.Cut is not { } end || context.Summary?.Body.Covers.Last.Next >= end || context.HasFailed(Purpose) || context.HasFailed(KeepImportantStrategy.Purpose);

    /// <inheritdoc />
    public override async ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);

        // The running turn is not summarized: what is cut of it is too new, and may be waited for.
        var until = context.Cut > context.Window.TurnStart && !context.Window.TurnStart.IsStart ? context.Window.TurnStart : context.Cut;
        var earlier = context.Window.Summary;
        if (until is not { } end || earlier?.Body.Covers.Last.Next >= end || context.HasFailed(Purpose))
            return;

        // What could not be scored is to be scored by the next turn; what is summarized no strategy sees any more.
        if (context.HasFailed(KeepImportantStrategy.Purpose))
            return;

        var cut = await context.ReadCutAsync(Position.Start, MaxInputTokens, cancellationToken).ConfigureAwait(false);
        cut.RemoveAll(exchange => exchange.IsCurrent);
        if (cut.Count == 0)
            return;

        // An older summary may have been met only now.
        earlier = context.Window.Summary;
        cut.Reverse();
        var covers = new PositionRange(earlier?.Body.Covers.First ?? cut[0].First, end.Previous);
        if (context.Run is not { } run)
        {
            context.Notes.Add($"A model would be asked to summarize positions {cut[0].First} to {cut[^1].Last}.");
            return;
        }

        var options = new ChatOptions { Instructions = SummaryText.Instructions, MaxOutputTokens = MaxTokens };
        var question = new ModelQuestion(Purpose, SummaryText.ToPrompt(earlier?.Body, cut), options) { Client = client, About = new PositionRange(cut[0].First, cut[^1].Last), Conclude = Conclude };
        await context.AskAsync(run, question, cancellationToken).ConfigureAwait(false);

        EntryBody Conclude(string text, Guid call) => new SummaryBody
        {
            Covers = covers,
            Text = string.IsNullOrWhiteSpace(text) ? throw new FormatException("The model wrote no summary.") : text.Trim(),
            Earlier = earlier?.Position,
            Partial = context.LeftOut || earlier?.Body.Partial == true,
            Call = call,
        };
    }
}
