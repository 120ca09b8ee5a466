namespace Colloquy.Storage.Conformance;

/// <summary>Tests that a store agrees with a plain model of it after random steps. A failure names its seed; set <c>COLLOQUY_SEED</c> to run it again.</summary>
/// <param name="seeds">The seeds to begin with; new ones in every run when null.</param>
public sealed class PropertySuite(IReadOnlyList<int>? seeds) : StoreSuite
{
    /// <summary>Creates the suite with new seeds in every run.</summary>
    public PropertySuite()
        : this(null)
    {
    }

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Short_runs_of_random_steps_agree_with_the_model),
        Case(A_long_run_of_random_steps_agrees_with_the_model),
        Case(Random_requests_for_a_lease_agree_with_the_model),
        Case(Random_steps_through_changing_handles_agree_with_the_model, StoreTraits.Reopens),
    ];

    private async Task Short_runs_of_random_steps_agree_with_the_model(StoreCaseContext context)
    {
        foreach (var seed in Seeds(context, 25))
            await RunAsync(context, context.Store, seed, steps: 25);
    }

    private async Task A_long_run_of_random_steps_agrees_with_the_model(StoreCaseContext context)
    {
        foreach (var seed in Seeds(context, 1))
            await RunAsync(context, context.Store, seed, steps: 200);
    }

    private async Task Random_steps_through_changing_handles_agree_with_the_model(StoreCaseContext context)
    {
        foreach (var seed in Seeds(context, 3))
            await RunAsync(context, new ChangingHandles([context.Store, await context.OpenAnotherAsync(), await context.OpenAnotherAsync()]), seed, steps: 60);
    }

    private async Task Random_requests_for_a_lease_agree_with_the_model(StoreCaseContext context)
    {
        foreach (var seed in Seeds(context, 10))
            await new RandomSteps(context.Store, context.Clock, seed).RunLeaseAsync(context.NewKey(), count: 100);
    }

    private IEnumerable<int> Seeds(StoreCaseContext context, int count) => seeds ?? context.Seeds(count);

    /// <summary>Takes the steps on sessions that are not there yet, so that runs can follow one another on one storage.</summary>
    private static async Task RunAsync(StoreCaseContext context, ISessionStore store, int seed, int steps)
    {
        await new RandomSteps(store, context.Clock, seed).RunAsync(steps);
        context.Clock.Advance(TimeSpan.FromHours(1));
        foreach (var user in new[] { "user 0", "user 1" })
        {
            foreach (var record in (await store.ListAsync(new SessionOwner(user), new SessionQuery())).Sessions)
                await store.DeleteAsync(record.Key);
        }
    }
}
