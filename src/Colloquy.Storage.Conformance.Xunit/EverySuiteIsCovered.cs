using Xunit;

namespace Colloquy.Storage.Conformance.Xunit;

/// <summary>Fails when the test project leaves out a suite of the conformance kit. Derive one class from it for each harness, with nothing in it.</summary>
/// <typeparam name="THarness">What opens the store.</typeparam>
public abstract class EverySuiteIsCovered<THarness>
    where THarness : StoreHarness, new()
{
    /// <summary>Looks for a test class of each suite in the assembly of the derived class.</summary>
    [Fact(DisplayName = "Every suite of the kit is covered", Timeout = 180_000)]
    public void SuitesAreCovered()
    {
        var missing = StoreSuites.MissingFor<THarness>(GetType().Assembly);
        if (missing.Count > 0)
        {
            var lines = missing.Select(suite => $"    public sealed class {suite.Name} : StoreSuiteTests<{suite.GetType().Name}, {typeof(THarness).Name}>;");
            throw new ConformanceException($"{typeof(THarness).Name} is not tried on {missing.Count} of the kit's suites. Add:\n{string.Join('\n', lines)}");
        }
    }
}
