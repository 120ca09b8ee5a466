using System.Reflection;
using Colloquy.Testing.Plans;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Colloquy.Testing.Discovery;

/// <summary>Finds the tests of a turn: one for each variant of its conversation.</summary>
internal sealed class TurnDiscoverer : IXunitTestCaseDiscoverer
{
    private static readonly MethodInfo s_noTurn = typeof(TurnDiscoverer).GetMethod(nameof(Has_no_turns), BindingFlags.Static | BindingFlags.NonPublic)!;

    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        new([.. FindTests(discoveryOptions, testMethod, factAttribute), .. UnseenConversations.ReportedBeside(testMethod.TestClass.Class, testMethod.Method).Select(unseen => Report(unseen, testMethod.TestClass.TestCollection.TestAssembly))]);

    private static List<IXunitTestCase> FindTests(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
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

            return cases;
        }
        catch (ConversationPlanException error)
        {
            var details = TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, testMethod, factAttribute);
            var method = new XunitTestMethod(new FailingTestClass(testMethod.TestClass.Class, testMethod.TestClass.TestCollection), testMethod.Method, []);
            return [new ExecutionErrorTestCase(method, details.TestCaseDisplayName, details.UniqueID, details.SourceFilePath, details.SourceLineNumber, error.Message)];
        }
    }

    /// <summary>A test that fails, in the class that xunit passes by.</summary>
    private static ExecutionErrorTestCase Report(UnseenConversation unseen, IXunitTestAssembly assembly)
    {
        var testClass = new FailingTestClass(unseen.Class, new XunitTestCollection(assembly, collectionDefinition: null, disableParallelization: false, $"Conversation {unseen.Class.FullName}"));
        var method = new XunitTestMethod(testClass, unseen.Turn ?? s_noTurn, []);
        var turn = unseen.Turn?.GetCustomAttribute<TurnAttribute>();
        return new ExecutionErrorTestCase(method, $"{unseen.Class.FullName}.{method.MethodName}", UniqueIDGenerator.ForTestCase(method.UniqueID), turn?.SourceFilePath, turn?.SourceLineNumber, unseen.Reason);
    }

    private static void Has_no_turns()
    {
    }

    /// <summary>A collection of its own, which xunit runs in parallel with others, unless the user put the class in one.</summary>
    private static IXunitTestCollection CollectionOf(IXunitTestClass testClass, ConversationPlan plan, string? variant) =>
        testClass.TestCollection is { CollectionDefinition: null } given && given.TestCollectionDisplayName == CollectionAttribute.GetCollectionNameForType(testClass.Class)
            ? new XunitTestCollection(given.TestAssembly, collectionDefinition: null, given.DisableParallelization, $"Conversation {plan.Names.FullName(variant)}")
            : testClass.TestCollection;
}
