namespace Colloquy.Storage.Conformance;

/// <summary>Tests that random histories agree with a plain model after each step: messages, forks, switches, undo, redo, retries, edits, deletions, state. A failure names its seed; set <c>COLLOQUY_SEED</c> to run it again.</summary>
/// <param name="seeds">The seeds to begin with; new ones in every run when null.</param>
public sealed class HistorySuite(IReadOnlyList<int>? seeds) : StoreSuite
{
    /// <summary>Creates the suite with new seeds in every run.</summary>
    public HistorySuite()
        : this(null)
    {
    }

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Random_histories_agree_with_the_model),
        Case(A_long_history_agrees_with_the_model),
        Case(A_history_through_changing_handles_agrees_with_the_model, StoreTraits.Reopens),
    ];

    private async Task Random_histories_agree_with_the_model(StoreCaseContext context)
    {
        foreach (var seed in Seeds(context, 10))
            await new HistorySteps(context.Store, context.NewKey(), context.Clock, seed).RunAsync(30);
    }

    private async Task A_long_history_agrees_with_the_model(StoreCaseContext context)
    {
        foreach (var seed in Seeds(context, 1))
            await new HistorySteps(context.Store, context.NewKey(), context.Clock, seed).RunAsync(120);
    }

    private async Task A_history_through_changing_handles_agrees_with_the_model(StoreCaseContext context)
    {
        foreach (var seed in Seeds(context, 2))
        {
            var store = new ChangingHandles([context.Store, await context.OpenAnotherAsync(), await context.OpenAnotherAsync()]);
            await new HistorySteps(store, context.NewKey(), context.Clock, seed).RunAsync(40);
        }
    }

    private IEnumerable<int> Seeds(StoreCaseContext context, int count) => seeds ?? context.Seeds(count);
}
