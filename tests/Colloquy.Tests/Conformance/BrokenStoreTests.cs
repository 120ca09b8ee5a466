using Colloquy.Storage.Conformance;
using Colloquy.Tests.Conformance.Broken;
using Xunit;

namespace Colloquy.Tests.Conformance;

/// <summary>Each broken store is caught by the suite that is meant to catch it, so the suites do test what they say.</summary>
public sealed class BrokenStoreTests
{
    private static readonly int[] SeedsOfHistories = [.. Enumerable.Range(1, 40)];

    private static readonly Dictionary<Type, StoreSuite> CaughtBy = new()
    {
        [typeof(LosesACommit)] = new CommitSuite(),
        [typeof(ForgetsSizes)] = new CommitSuite(),
        [typeof(IgnoresLimits)] = new LimitSuite(),
        [typeof(CountsContentTwice)] = new LimitSuite(),
        [typeof(CountsWhatIsPruned)] = new LimitSuite(),
        [typeof(RefusesEnds)] = new LimitSuite(),
        [typeof(AppliesARepeatTwice)] = new RepeatSuite(),
        [typeof(ForgetsTheReceiptAfterAnotherCommit)] = new RepeatSuite(),
        [typeof(LooksAtTheLeaseBeforeTheReceipt)] = new RepeatSuite(),
        [typeof(RemembersARefusedCommit)] = new RepeatSuite(),
        [typeof(IgnoresTheTip)] = new RefusalSuite(),
        [typeof(HalfWrites)] = new WellFormedSuite(),
        [typeof(KeepsContentOfRefusedCommits)] = new RefusalSuite(),
        [typeof(IgnoresCancellation)] = new RefusalSuite(),
        [typeof(Interleaves)] = new ConcurrencySuite(),
        [typeof(GrantsTwice)] = new ConcurrencySuite(),
        [typeof(SavesTheWholeSession)] = new ConsistencySuite(SeedsOfHistories),
        [typeof(ReadsOldRecords)] = new ConsistencySuite(SeedsOfHistories),
        [typeof(ReadsOldPages)] = new ConsistencySuite(SeedsOfHistories),
        [typeof(AppliesARepeatInAnotherForm)] = new ConsistencySuite(SeedsOfHistories),
        [typeof(ReusesDeletedNames)] = new BranchSuite(),
        [typeof(MovesBranchesTogether)] = new BranchSuite(),
        [typeof(ForgetsWhatMovedABranch)] = new BranchSuite(),
        [typeof(FindsBranchesInAnyCase)] = new BranchSuite(),
        [typeof(HidesReservedState)] = new AgentSuite(),
        [typeof(IgnoresSwitches)] = new HistorySuite([.. Enumerable.Range(1, 40)]),
        [typeof(Reorders)] = new PageSuite(),
        [typeof(CountsWhatIsNotWanted)] = new PageSuite(),
        [typeof(EndsAfterAPage)] = new PageSuite(),
        [typeof(ReadsBesideTheLine)] = new LineSuite(),
        [typeof(CutsPayloadsAtZero)] = new FidelitySuite(),
        [typeof(KeepsPayloadsAsText)] = new FidelitySuite(),
        [typeof(LeavesHeadersOut)] = new DamageSuite(),
        [typeof(CopiesNoReceipts)] = new CopySuite(),
        [typeof(RestoresWithoutSalts)] = new CopySuite(),
        [typeof(ShowsPartsOfASession)] = new CopySuite(),
        [typeof(RestoresStateWithoutRemovals)] = new OwnerCopySuite(),
        [typeof(ForgetsVersionsOfMemories)] = new OwnerCopySuite(),
        [typeof(SkipsAgentsBetweenPages)] = new OwnerCopySuite(),
        [typeof(RewritesWhatChanged)] = new RewritingSuite(),
        [typeof(RewritesWhatWasPruned)] = new RewritingSuite(),
        [typeof(CountsRewritesAsWrites)] = new RewritingSuite(),
        [typeof(IgnoresTheVersionOfDetails)] = new RefusalSuite(),
        [typeof(TellsOfNoReleases)] = new SignalSuite(),
        [typeof(TellsOfOtherSessions)] = new SignalSuite(),
        [typeof(CutsTitlesAtZero)] = new ReadBackSuite(),
        [typeof(DropsSalts)] = new FidelitySuite(),
        [typeof(ForgetsRemovals)] = new StateSuite(),
        [typeof(ReadsStateBesideTheLine)] = new StateSuite(),
        [typeof(LeaksAcrossUsers)] = new KeySuite(),
        [typeof(FoldsCase)] = new KeySuite(),
        [typeof(Normalises)] = new KeySuite(),
        [typeof(JoinsKeys)] = new KeySuite(),
        [typeof(TrimsUsers)] = new KeySuite(),
        [typeof(CreatesOnRead)] = new SessionSuite(),
        [typeof(RemembersDeletedSessions)] = new SessionSuite(),
        [typeof(StartsOver)] = new SessionSuite(),
        [typeof(IgnoresTheVersion)] = new DetailsSuite(),
        [typeof(IgnoresTitlesOfCommits)] = new DetailsSuite(),
        [typeof(AnswersAfterClosing)] = new LifecycleSuite(),
        [typeof(IgnoresTheFencingToken)] = new FencingSuite(),
        [typeof(LetsOthersCommit)] = new FencingSuite(),
        [typeof(FencesOutTheLate)] = new FencingSuite(),
        [typeof(SendsWaitersToTheEnd)] = new QueueSuite(),
        [typeof(IgnoresTheFront)] = new QueueSuite(),
        [typeof(DeletesWhatRuns)] = new FencingSuite(),
        [typeof(HidesTheInterruption)] = new LeaseSuite(),
        [typeof(ForgetsWhatALeaseIsFor)] = new LeaseSuite(),
        [typeof(TrustsTheEndOfALease)] = new LeaseSuite(),
        [typeof(TreatsPercentAsWildcard)] = new ListingSuite(),
        [typeof(ListsOtherUsers)] = new ListingSuite(),
        [typeof(PagesByTimeAlone)] = new ListingSuite(),
        [typeof(FiltersThePage)] = new ListingSuite(),
        [typeof(HidesOwners)] = new DirectorySuite(),
        [typeof(ForgetsThatItWaits)] = new ApprovalSuite(),
        [typeof(LooksAtOneBranch)] = new BranchSuite(),
        [typeof(SpendsBeforeItCommits)] = new UsageSuite(),
        [typeof(AddsUpOtherUsers)] = new UsageSuite(),
        [typeof(SpendsBesideTheLine)] = new UsageSuite(),
        [typeof(CountsCallsTwice)] = new LedgerSuite(),
        [typeof(ForgetsWithTheSession)] = new LedgerSuite(),
        [typeof(CountsCopies)] = new LedgerSuite(),
        [typeof(KeepsWithTheDeleted)] = new LedgerSuite(),
        [typeof(ReadsCallsBackwards)] = new LedgerSuite(),
        [typeof(LosesLargeContent)] = new DocumentSuite(),
        [typeof(HidesMoves)] = new FollowingSuite(),
        [typeof(FindsWhatWasUndone)] = new SearchSuite(),
        [typeof(SearchesOtherUsers)] = new SearchSuite(),
        [typeof(AddsWhatItHas)] = new SearchIndexSuite(),
        [typeof(PutsBeforeItCommits)] = new OwnerStateSuite(),
        [typeof(PutsOverOthers)] = new OwnerStateSuite(),
        [typeof(ForgetsStateRemovals)] = new OwnerStateSuite(),
        [typeof(MixesUsersState)] = new OwnerStateSuite(),
        [typeof(CountsVersionsByKey)] = new OwnerStateSuite(),
        [typeof(KeepsWhatIsPruned)] = new RetentionSuite(),
        [typeof(PrunesAnyKind)] = new RetentionSuite(),
        [typeof(LivesLongerWhenPruned)] = new RetentionSuite(),
        [typeof(KeepsPoliciesForShow)] = new RetentionSuite(),
        [typeof(ReplacesHoldsWithThePolicy)] = new HoldSuite(),
        [typeof(KeepsTheNamesOfErasedUsers)] = new ErasureSuite(),
        [typeof(HidesTheAudit)] = new AuditSuite(),
        [typeof(ForgetsStateOfUsers)] = new AccessSuite(),
        [typeof(LosesSalts)] = new VerificationSuite(),
        [typeof(DeletesWhatIsUsedAgain)] = new RetentionSuite(),
        [typeof(DropsPuts)] = new ScopeSuite([4711]),
        [typeof(ReadsOthersMemories)] = new MemorySuite(),
        [typeof(ForgetsHalf)] = new MemorySuite(),
        [typeof(TakesLateVectors)] = new MemorySuite(),
        [typeof(ComparesAnyModel)] = new MemorySuite(),
        [typeof(ForgetsMemoriesWithTheSession)] = new MemorySuite(),
        [typeof(FindsPartsOfWords)] = new RecallSuite([4711]),
    };

    /// <summary>Those that random steps find, without a case that was made for them. The seeds are fixed, so that the test always ends the same way.</summary>
    private static readonly Type[] CaughtByRandomSteps =
    [
        typeof(LosesACommit), typeof(AppliesARepeatTwice), typeof(ForgetsTheReceiptAfterAnotherCommit), typeof(IgnoresTheTip), typeof(KeepsContentOfRefusedCommits), typeof(ReusesDeletedNames),
        typeof(MovesBranchesTogether), typeof(EndsAfterAPage), typeof(Reorders), typeof(ReadsBesideTheLine), typeof(DropsSalts), typeof(ForgetsRemovals), typeof(ReadsStateBesideTheLine),
        typeof(LeaksAcrossUsers), typeof(IgnoresTheVersion), typeof(IgnoresTheFencingToken), typeof(LetsOthersCommit), typeof(SendsWaitersToTheEnd), typeof(DeletesWhatRuns), typeof(ListsOtherUsers),
    ];

    /// <summary>Those that histories of several clients find. How the clients meet differs from run to run, so that there are more histories than one needs.</summary>
    private static readonly Type[] CaughtByHistories =
    [
        typeof(LosesACommit), typeof(AppliesARepeatTwice), typeof(ForgetsTheReceiptAfterAnotherCommit), typeof(RemembersARefusedCommit), typeof(LooksAtTheLeaseBeforeTheReceipt), typeof(IgnoresTheTip),
        typeof(Interleaves), typeof(GrantsTwice), typeof(IgnoresTheFencingToken), typeof(LetsOthersCommit), typeof(FencesOutTheLate), typeof(MovesBranchesTogether), typeof(IgnoresSwitches),
        typeof(ForgetsWhatMovedABranch), typeof(ReadsBesideTheLine), typeof(ReadsStateBesideTheLine), typeof(DropsSalts),
    ];

    public static TheoryData<string> Names => [.. CaughtBy.Keys.Select(store => store.Name)];

    public static TheoryData<string> NamesForHistories => [.. CaughtByHistories.Select(store => store.Name)];

    public static TheoryData<string> NamesForRandomSteps => [.. CaughtByRandomSteps.Select(store => store.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_broken_store_is_caught_by_the_suite_that_is_meant_to(string name)
    {
        var (store, suite) = CaughtBy.Single(pair => pair.Key.Name == name);

        var failure = await FirstFailureAsync(store, suite);

        Assert.NotNull(failure);
        Assert.Contains("does not hold", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NamesForRandomSteps))]
    public async Task A_broken_store_is_caught_by_random_steps(string name)
    {
        var failure = await FirstFailureAsync(CaughtBy.Keys.Single(store => store.Name == name), new PropertySuite([.. Enumerable.Range(1, 60)]));

        Assert.NotNull(failure);
        Assert.Contains("COLLOQUY_SEED=", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NamesForHistories))]
    public async Task A_broken_store_is_caught_by_histories_of_several_clients(string name)
    {
        var failure = await FirstFailureAsync(CaughtBy.Keys.Single(store => store.Name == name), new ConsistencySuite(SeedsOfHistories));

        Assert.NotNull(failure);
        Assert.Contains("is not linearizable", failure.Message, StringComparison.Ordinal);
        Assert.Contains("COLLOQUY_SEED=", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_broken_store_is_tried_and_every_suite_catches_one()
    {
        var stores = typeof(BrokenStore).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(BrokenStore)));
        var suites = CaughtBy.Values.Append(new PropertySuite()).Select(suite => suite.Name).Distinct();

        Assert.Equal(stores.Select(store => store.Name).Order(), CaughtBy.Keys.Select(store => store.Name).Order());
        Assert.Equal(StoreConformance.Suites.Select(suite => suite.Name).Order(), suites.Order());
    }

    private static async Task<ConformanceException?> FirstFailureAsync(Type store, StoreSuite suite)
    {
        await foreach (var result in StoreConformance.RunAsync(() => new BrokenHarness(store), [suite], TestContext.Current.CancellationToken))
        {
            if (result.Failure is not null)
                return result.Failure;
        }

        return null;
    }
}
