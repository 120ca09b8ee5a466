using System.Reflection;
using Colloquy.Testing.Plans;
using Colloquy.Testing.Running;
using Xunit.Sdk;
using Xunit.v3;
using XunitSummary = Xunit.v3.RunSummary;

namespace Colloquy.Testing.Discovery;

/// <summary>The test that a conversation with <see cref="SurvivesRestartAttribute"/> has beside its turns.</summary>
internal sealed class RestartTestCase : XunitTestCase, ISelfExecutingXunitTestCase
{
    private static readonly MethodInfo s_method = typeof(RestartTestCase).GetMethod(nameof(Survives_restart), BindingFlags.Static | BindingFlags.NonPublic)!;
    private Func<Task>? _hold;

#pragma warning disable CS0618 // The deserializer calls it.
    public RestartTestCase()
    {
    }
#pragma warning restore CS0618

    private RestartTestCase(IXunitTestMethod method, ConversationPlan plan, string? variant, TurnAttribute last)
        : base(method, $"{plan.Names.FullName(variant)}: survives a restart", UniqueIDGenerator.ForTestCase(method.UniqueID), @explicit: false, traits: method.Traits.ToDictionary(trait => trait.Key, trait => trait.Value.ToHashSet()), sourceFilePath: last.SourceFilePath, sourceLineNumber: last.SourceLineNumber)
    {
    }

    public static RestartTestCase Create(ConversationTestClass testClass, ConversationPlan plan) =>
        new(new XunitTestMethod(testClass, s_method, []), plan, testClass.Variant, plan.Turns[^1].Attribute);

    public static bool IsMethod(ITestMethodMetadata method) => method.MethodName == s_method.Name;

    /// <summary>Skips this test for a reason.</summary>
    public void Block(string reason) => SkipReason = reason;

    /// <summary>Sets what the test does.</summary>
    public void Hold(Func<Task> hold) => _hold = hold;

    public async ValueTask<XunitSummary> Run(ExplicitOption explicitOption, IMessageBus messageBus, object?[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource, ParallelMode parallelMode, ExecutionScheduler scheduler, FixtureMappingManager methodFixtureMappings)
    {
        var running = new TurnRunner(explicitOption, messageBus, constructorArguments, aggregator, cancellationTokenSource, parallelMode, scheduler, methodFixtureMappings);
        var fixture = await methodFixtureMappings.GetFixture<ConversationFixture>();
        return await fixture!.RunOf((ConversationTestClass)TestClass).RunRestartsAsync(this, running);
    }

    public override ValueTask<IReadOnlyCollection<IXunitTest>> CreateTests() =>
        new([new XunitTest(this, TestMethod, Explicit, SkipReason, skipType: null, skipUnless: null, skipWhen: null, TestCaseDisplayName, testIndex: 0, ((ITestCaseMetadata)this).Traits, timeout: 0, [_hold ?? (() => Task.CompletedTask)], testLabel: null, disableParallelization: false)]);

    /// <summary>A static method, so that xunit creates no object of the class for it.</summary>
    private static Task Survives_restart(Func<Task> hold) => hold();
}
