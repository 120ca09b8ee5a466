using System.Reflection;
using Colloquy.Storage.Conformance;
using Colloquy.Storage.Conformance.Xunit;
using Xunit;

namespace Colloquy.Tests.Conformance;

public sealed class KitTests
{
    [Fact]
    public void Every_suite_of_the_kit_is_enumerated()
    {
        var suites = typeof(StoreSuite).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(StoreSuite)));

        Assert.Equal(suites.Select(suite => suite.Name).Order(), StoreConformance.Suites.Select(suite => suite.GetType().Name).Order());
    }

    [Fact]
    public void Every_case_that_is_written_is_in_its_suite()
    {
        foreach (var suite in StoreConformance.Suites)
        {
            var written = suite.GetType().GetMethods(BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance)
                .Where(method => method.GetParameters() is [var only] && only.ParameterType == typeof(StoreCaseContext) && method.Name.Contains('_', StringComparison.Ordinal) && !method.Name.StartsWith('<'))
                .Select(method => method.Name.Replace('_', ' '));

            Assert.Equal(written.Order(), suite.Cases.Select(found => found.Name).Order());
        }
    }

    [Fact]
    public void Names_of_cases_are_unique_within_their_suite()
    {
        foreach (var suite in StoreConformance.Suites)
            Assert.Equal(suite.Cases.Count, suite.Cases.Select(found => found.Name).Distinct().Count());
    }

    [Fact]
    public void A_harness_without_tests_misses_every_suite_that_makes_sense_for_it()
    {
        var missing = StoreSuites.MissingFor<UntestedHarness>(typeof(KitTests).Assembly);

        Assert.Equal(StoreConformance.Suites.Count - 15, missing.Count);
        Assert.DoesNotContain(missing, suite => suite is DirectorySuite or LedgerSuite or SearchIndexSuite or OwnerStateSuite or RetentionSuite or HoldSuite or ErasureSuite or AuditSuite or AccessSuite or ScopeSuite or MemorySuite or RecallSuite or SignalSuite or OwnerCopySuite or RewritingSuite);
    }

    [Fact]
    public async Task A_failure_names_its_suite_its_case_and_what_was_expected()
    {
        var suite = new CommitSuite();
        var found = suite.Cases[0];
        await using var harness = new BrokenHarness(typeof(Broken.DropsSalts));

        var failure = await Assert.ThrowsAsync<ConformanceException>(() => found.RunAsync(harness, TestContext.Current.CancellationToken));

        Assert.StartsWith("Commit: 'A commit is read back as it was written' does not hold. Expected the log after one commit to have ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_is_a_failure_of_the_case()
    {
        await using var harness = new UntestedHarness();

        var failure = await Assert.ThrowsAsync<ConformanceException>(() => new CommitSuite().Cases[0].RunAsync(harness, TestContext.Current.CancellationToken));

        Assert.IsType<NotSupportedException>(failure.InnerException);
    }

    private sealed class UntestedHarness : StoreHarness
    {
        public override StoreTraits Traits => StoreTraits.None;

        public override ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
