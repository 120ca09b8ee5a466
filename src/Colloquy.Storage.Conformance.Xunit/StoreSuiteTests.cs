using Xunit;

namespace Colloquy.Storage.Conformance.Xunit;

/// <summary>Runs a suite of the conformance kit on a store, each case as a test of its own. Derive a class from it, with nothing in it.</summary>
/// <typeparam name="TSuite">The suite.</typeparam>
/// <typeparam name="THarness">What opens the store.</typeparam>
public abstract class StoreSuiteTests<TSuite, THarness>
    where TSuite : StoreSuite, new()
    where THarness : StoreHarness, new()
{
#pragma warning disable CA1000 // The test framework finds the cases through a static member of the test class.
    /// <summary>The names of the suite's cases that make sense for the store.</summary>
    public static TheoryData<string> CaseNames
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (var found in new TSuite().CasesFor(new THarness()))
                names.Add(new TheoryDataRow<string>(found.Name) { TestDisplayName = found.Suite, Label = found.Name });
            return names;
        }
    }
#pragma warning restore CA1000

    /// <summary>Tries one case on an empty storage. A case that takes longer than three minutes fails.</summary>
    /// <param name="caseName">The case's name.</param>
    [Theory(Timeout = 180_000)]
    [MemberData(nameof(CaseNames))]
    public async Task Holds(string caseName)
    {
        await using var harness = new THarness();
        await new TSuite().Cases.Single(found => found.Name == caseName).RunAsync(harness, TestContext.Current.CancellationToken);
    }
}
