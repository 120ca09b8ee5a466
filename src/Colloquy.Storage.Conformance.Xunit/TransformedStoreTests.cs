using Xunit;

namespace Colloquy.Storage.Conformance.Xunit;

/// <summary>Runs every suite of the conformance kit on a store that stands behind another, which changes all payloads on the way in and out. Derive a class from it, with nothing in it.</summary>
/// <typeparam name="THarness">What opens the store.</typeparam>
public abstract class TransformedStoreTests<THarness>
    where THarness : StoreHarness, new()
{
#pragma warning disable CA1000 // The test framework finds the cases through a static member of the test class.
    /// <summary>The suites with the names of their cases that make sense for the store.</summary>
    public static TheoryData<string, string> CaseNames
    {
        get
        {
            var names = new TheoryData<string, string>();
            foreach (var suite in StoreConformance.Suites)
            {
                foreach (var found in suite.CasesFor(new TransformedHarness(new THarness())))
                    names.Add(new TheoryDataRow<string, string>(suite.Name, found.Name) { TestDisplayName = $"{found.Suite}, behind a store that changes payloads", Label = found.Name });
            }

            return names;
        }
    }
#pragma warning restore CA1000

    /// <summary>Tries one case on an empty storage. A case that takes longer than three minutes fails.</summary>
    /// <param name="suiteName">The suite's name.</param>
    /// <param name="caseName">The case's name.</param>
    [Theory(Timeout = 180_000)]
    [MemberData(nameof(CaseNames))]
    public async Task Holds(string suiteName, string caseName)
    {
        await using var harness = new TransformedHarness(new THarness());
        var suite = StoreConformance.Suites.Single(suite => suite.Name == suiteName);
        await suite.Cases.Single(found => found.Name == caseName).RunAsync(harness, TestContext.Current.CancellationToken);
    }
}
