using Colloquy.Testing.Discovery;
using Xunit.Sdk;
using Xunit.v3;
using XunitSummary = Xunit.v3.RunSummary;

namespace Colloquy.Testing.Running;

/// <summary>What xunit gives a test case to run by.</summary>
internal sealed record TurnRunner(
    ExplicitOption ExplicitOption,
    IMessageBus MessageBus,
    object?[] ConstructorArguments,
    ExceptionAggregator Aggregator,
    CancellationTokenSource Cancellation,
    ParallelMode ParallelMode,
    ExecutionScheduler Scheduler,
    FixtureMappingManager Fixtures)
{
    public XunitSummary Fail(TurnTestCase testCase, Exception error) => XunitRunnerHelper.FailTestCases(MessageBus, Cancellation, [testCase], error);

    /// <summary>Whether xunit will construct the class and call the method.</summary>
    public bool WillRun(TurnTestCase testCase) => !testCase.IsSkipped && (ExplicitOption == ExplicitOption.On || testCase.Explicit == (ExplicitOption == ExplicitOption.Only));

    public ValueTask<XunitSummary> RunAsync(IXunitTestCase testCase, Conversation? conversation, IMessageBus bus) =>
        XunitRunnerHelper.RunXunitTestCase(testCase, bus, Cancellation, ParallelMode, Scheduler, Aggregator.Clone(), ExplicitOption, conversation is null ? ConstructorArguments : ArgumentsWith(testCase, conversation), Fixtures);

    private object?[] ArgumentsWith(IXunitTestCase testCase, Conversation conversation)
    {
        var parameters = testCase.TestClass.Constructors?.Single().GetParameters() ?? [];
        return [.. ConstructorArguments.Select((argument, index) => parameters[index].ParameterType == typeof(Conversation) ? conversation : argument)];
    }
}
