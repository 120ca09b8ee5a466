using Colloquy.Testing.Plans;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Colloquy.Testing.Discovery;

/// <summary>Finds the tests of a turn: one for each variant of its conversation.</summary>
internal sealed class TurnDiscoverer : IXunitTestCaseDiscoverer
{
    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
    {
        try
        {
            var plan = ConversationPlan.Of(testMethod.TestClass.Class);
            var turn = plan.Turn(testMethod.MethodName);
            List<IXunitTestCase> cases = [];
            foreach (var variant in plan.Names.Variants)
            {
                var testClass = new ConversationTestClass(plan, CollectionOf(testMethod.TestClass, plan, variant), variant);
                cases.Add(TurnTestCase.Create(discoveryOptions, testClass, turn));
                if (turn == plan.Turns[^1] && plan.Restarts is not null)
                    cases.Add(RestartTestCase.Create(testClass, plan));
            }

            return new(cases);
        }
        catch (ConversationPlanException error)
        {
            var details = TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, testMethod, factAttribute);
            return new([new ExecutionErrorTestCase(testMethod, details.TestCaseDisplayName, details.UniqueID, details.SourceFilePath, details.SourceLineNumber, error.Message)]);
        }
    }

    /// <summary>A collection of its own, which xunit runs in parallel with others, unless the user put the class in one.</summary>
    private static IXunitTestCollection CollectionOf(IXunitTestClass testClass, ConversationPlan plan, string? variant) =>
        testClass.TestCollection is { CollectionDefinition: null } given && given.TestCollectionDisplayName == CollectionAttribute.GetCollectionNameForType(testClass.Class)
            ? new XunitTestCollection(given.TestAssembly, collectionDefinition: null, given.DisableParallelization, $"Conversation {plan.Names.FullName(variant)}")
            : testClass.TestCollection;
}
