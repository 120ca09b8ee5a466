using System.Runtime.CompilerServices;

namespace Colloquy.Storage.Conformance;

/// <summary>The conformance kit: what every <see cref="ISessionStore"/> must do, in suites of cases.</summary>
public static class StoreConformance
{
    /// <summary>All suites.</summary>
    public static IReadOnlyList<StoreSuite> Suites { get; } =
    [
        new SessionSuite(),
        new KeySuite(),
        new CommitSuite(),
        new RepeatSuite(),
        new RefusalSuite(),
        new WellFormedSuite(),
        new LimitSuite(),
        new BranchSuite(),
        new PageSuite(),
        new LineSuite(),
        new FidelitySuite(),
        new ReadBackSuite(),
        new DamageSuite(),
        new StateSuite(),
        new LeaseSuite(),
        new QueueSuite(),
        new FencingSuite(),
        new DetailsSuite(),
        new ListingSuite(),
        new DirectorySuite(),
        new ApprovalSuite(),
        new UsageSuite(),
        new LedgerSuite(),
        new SearchSuite(),
        new SearchIndexSuite(),
        new OwnerStateSuite(),
        new ScopeSuite(),
        new MemorySuite(),
        new RecallSuite(),
        new RetentionSuite(),
        new HoldSuite(),
        new VerificationSuite(),
        new ErasureSuite(),
        new AuditSuite(),
        new AccessSuite(),
        new ConcurrencySuite(),
        new ConsistencySuite(),
        new PropertySuite(),
        new HistorySuite(),
        new DocumentSuite(),
        new CopySuite(),
        new OwnerCopySuite(),
        new RewritingSuite(),
        new SignalSuite(),
        new FollowingSuite(),
        new AgentSuite(),
        new LifecycleSuite(),
    ];

    /// <summary>Tries the cases of suites, one after another, each on a storage of its own.</summary>
    /// <param name="newHarness">Makes an empty storage.</param>
    /// <param name="suites">The suites; all when null.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public static async IAsyncEnumerable<CaseResult> RunAsync(
        Func<StoreHarness> newHarness,
        IEnumerable<StoreSuite>? suites = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(newHarness);
        foreach (var suite in suites ?? Suites)
        {
            foreach (var tried in suite.CasesFor(newHarness()))
            {
                await using var harness = newHarness();
                yield return await TryAsync(tried, harness, cancellationToken);
            }
        }
    }

    private static async Task<CaseResult> TryAsync(StoreCase tried, StoreHarness harness, CancellationToken cancellationToken)
    {
        try
        {
            await tried.RunAsync(harness, cancellationToken);
            return new CaseResult(tried, null);
        }
        catch (ConformanceException failure)
        {
            return new CaseResult(tried, failure);
        }
    }
}
