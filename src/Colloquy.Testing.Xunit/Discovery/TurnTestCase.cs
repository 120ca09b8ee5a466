using Colloquy.Testing.Plans;
using Colloquy.Testing.Running;
using Xunit.Sdk;
using Xunit.v3;
using XunitSummary = Xunit.v3.RunSummary;

namespace Colloquy.Testing.Discovery;

/// <summary>The test of a turn in one variant of its conversation.</summary>
internal sealed class TurnTestCase : XunitTestCase, ISelfExecutingXunitTestCase
{
#pragma warning disable CS0618 // The deserializer calls it.
    public TurnTestCase()
    {
    }
#pragma warning restore CS0618

    private TurnTestCase(IXunitTestMethod testMethod, string displayName, string uniqueId, TurnAttribute turn)
        : base(testMethod, displayName, uniqueId, turn.Explicit, turn.SkipExceptions, turn.Skip, turn.SkipType, turn.SkipUnless, turn.SkipWhen, testMethod.Traits.ToDictionary(trait => trait.Key, trait => trait.Value.ToHashSet()), testMethodArguments: null, turn.SourceFilePath, turn.SourceLineNumber, turn.Timeout)
    {
    }

    public bool IsSkipped => SkipReason is not null && SkipUnless is null && SkipWhen is null;

    /// <summary>Gets or sets what observes the turn while its test runs; null when the turn does not run.</summary>
    public TurnWatch? Watch { get; set; }

    public static TurnTestCase Create(ITestFrameworkDiscoveryOptions options, ConversationTestClass testClass, PlannedTurn turn)
    {
        var details = TestIntrospectionHelper.GetTestCaseDetails(options, new XunitTestMethod(testClass, turn.Method, []), turn.Attribute);
        return Create(testClass, turn, details.UniqueID);
    }

    /// <summary>Returns the test of a turn that runs only because another turn needs it. It is not reported.</summary>
    public static TurnTestCase CreatePrelude(ConversationTestClass testClass, PlannedTurn turn) => Create(testClass, turn, $"prelude:{turn.Name}");

    /// <summary>Skips this test for a reason, regardless of its attribute.</summary>
    public void Block(string reason) => (SkipReason, SkipType, SkipUnless, SkipWhen) = (reason, null, null, null);

    public async ValueTask<XunitSummary> Run(ExplicitOption explicitOption, IMessageBus messageBus, object?[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource, ParallelMode parallelMode, ExecutionScheduler scheduler, FixtureMappingManager methodFixtureMappings)
    {
        var running = new TurnRunner(explicitOption, messageBus, constructorArguments, aggregator, cancellationTokenSource, parallelMode, scheduler, methodFixtureMappings);
        var fixture = await methodFixtureMappings.GetFixture<ConversationFixture>();
        return fixture is not null && TestClass is ConversationTestClass testClass
            ? await fixture.RunOf(testClass).RunAsync(this, running)
            : running.Fail(this, new InvalidOperationException($"The turn {TestMethodName} was run by a runner that gives its class no fixtures. Run it by the runners of xunit.v3."));
    }

    private static TurnTestCase Create(ConversationTestClass testClass, PlannedTurn turn, string uniqueId) =>
        new(new XunitTestMethod(testClass, turn.Method, []), $"{ConversationPlan.Of(testClass.Class).Names.FullName(testClass.Variant)}: {turn.DisplayName}", uniqueId, turn.Attribute);
}
