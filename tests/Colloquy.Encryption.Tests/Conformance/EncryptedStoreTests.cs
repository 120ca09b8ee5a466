using Colloquy.Storage.Conformance;

namespace Colloquy.Encryption.Tests.Conformance;

/// <summary>Every suite of the conformance kit holds for a store that encrypts.</summary>
public abstract class EncryptedStoreTests<THarness>
    where THarness : StoreHarness, new()
{
#pragma warning disable CA1000 // The test framework finds the cases through a static member of the test class.
    public static TheoryData<string, string> CaseNames
    {
        get
        {
            var names = new TheoryData<string, string>();
            foreach (var suite in StoreConformance.Suites)
            {
                foreach (var found in suite.CasesFor(new EncryptedHarness(new THarness())))
                    names.Add(new TheoryDataRow<string, string>(suite.Name, found.Name) { TestDisplayName = $"{found.Suite}, encrypted", Label = found.Name });
            }

            return names;
        }
    }
#pragma warning restore CA1000

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(CaseNames))]
    public async Task Holds(string suiteName, string caseName)
    {
        await using var harness = new EncryptedHarness(new THarness());
        var suite = StoreConformance.Suites.Single(suite => suite.Name == suiteName);
        await suite.Cases.Single(found => found.Name == caseName).RunAsync(harness, TestContext.Current.CancellationToken);
    }
}

public sealed class InMemory : EncryptedStoreTests<InMemoryHarness>;

public sealed class Sqlite : EncryptedStoreTests<SqliteHarness>;

[Trait("Tier", "Long")]
public sealed class Postgres : EncryptedStoreTests<PostgresHarness>;
