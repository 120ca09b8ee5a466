using Colloquy.Testing.Plans;
using Colloquy.Testing.Running;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Colloquy.Testing.Discovery;

/// <summary>Orders the selected turns of a conversation, and tells the conversation which they are: a turn waits for those before it, also where xunit starts all at once.</summary>
internal sealed class TurnOrderer : ITestMethodOrderer
{
    public static TurnOrderer Instance { get; } = new();

    public IReadOnlyCollection<TTestMethod?> OrderTestMethods<TTestMethod>(IReadOnlyCollection<TTestMethod?> testMethods)
        where TTestMethod : notnull, ITestMethod
    {
        if (testMethods.FirstOrDefault(method => method is not null) is not { TestClass: ConversationTestClass testClass })
            return testMethods;

        // The fixture was created before its methods are ordered, so nothing waits here.
        var fixture = TestContext.Current.GetFixture<ConversationFixture>().AsTask().GetAwaiter().GetResult();
        fixture?.RunOf(testClass).Select(testMethods.OfType<TTestMethod>().Where(method => !RestartTestCase.IsMethod(method)).Select(method => method.MethodName));
        var plan = ConversationPlan.Of(testClass.Class);
        return [.. testMethods.OrderBy(method => method is null || RestartTestCase.IsMethod(method) ? int.MaxValue : plan.Turn(method.MethodName).Number)];
    }
}
