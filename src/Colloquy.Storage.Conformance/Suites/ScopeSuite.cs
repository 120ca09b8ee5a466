namespace Colloquy.Storage.Conformance;

/// <summary>Tests that state in all scopes agrees with a plain model after each random step: session state follows branch and head, user and app state do not, and the logs record who wrote what. A failure names its seed; set <c>COLLOQUY_SEED</c> to run it again.</summary>
/// <param name="seeds">The seeds to begin with; new ones in every run when null.</param>
public sealed class ScopeSuite(IReadOnlyList<int>? seeds) : StoreSuite
{
    /// <summary>Creates the suite with new seeds in every run.</summary>
    public ScopeSuite()
        : this(null)
    {
    }

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases => [Case(State_in_all_scopes_agrees_with_the_model, StoreTraits.State)];

    private async Task State_in_all_scopes_agrees_with_the_model(StoreCaseContext context)
    {
        foreach (var seed in seeds ?? context.Seeds(6))
            await new ScopeSteps(context, seed).RunAsync(40);
    }
}
