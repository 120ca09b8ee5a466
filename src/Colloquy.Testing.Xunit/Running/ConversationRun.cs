using Colloquy.Testing.Discovery;
using Colloquy.Testing.Plans;
using XunitSummary = Xunit.v3.RunSummary;

namespace Colloquy.Testing.Running;

/// <summary>Runs the turns of one conversation one after another: those that were selected, and before them those that they need.</summary>
internal sealed class ConversationRun : IAsyncDisposable
{
    private readonly ConversationTestClass _testClass;
    private readonly ConversationPlan _plan;
    private readonly ConversationBuilder _builder;
    private readonly TurnReports _reports;
    private readonly TurnListener _listener = new();
    private readonly Dictionary<PlannedTurn, TurnOutcome> _outcomes = [];
    private IReadOnlyDictionary<PlannedTurn, TaskCompletionSource>? _selected;
    private Task<Conversation>? _start;
    private object? _setup;
    private bool _reachedStart;

    public ConversationRun(ConversationTestClass testClass)
    {
        _testClass = testClass;
        _plan = ConversationPlan.Of(testClass.Class);
        try
        {
            _builder = _plan.NewBuilder(testClass.Variant).AddExtension(_listener);
        }
        catch (Exception error)
        {
            // The first turn fails by it, as by everything else that keeps a conversation from starting.
            _start = Task.FromException<Conversation>(error);
            _builder = new ConversationBuilder(_plan.Names.Name, testClass.Variant);
        }

        _reports = new TurnReports(_builder);
    }

    /// <summary>Learns which turns the run has, before the first of them begins.</summary>
    public void Select(IEnumerable<string> methods) => _selected = methods.Select(_plan.Turn).ToDictionary(turn => turn, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public async ValueTask<XunitSummary> RunAsync(TurnTestCase testCase, TurnRunner runner)
    {
        var turn = _plan.Turn(testCase.TestMethodName);
        if (_selected is null || !_selected.ContainsKey(turn))
            return runner.Fail(testCase, new InvalidOperationException($"The runner did not order the turns of {_plan.TestClass}, so they could run at the same time. Remove the test framework or runner that replaces the method orderer, or run the assembly with parallelMode 'collections'."));

        try
        {
            // In ParallelMode.All every turn begins at once, and waits here before it takes a place among the tests that run.
            foreach (var earlier in _selected.Where(other => other.Key.Number < turn.Number))
                await earlier.Value.Task.WaitAsync(runner.Cancellation.Token);

            foreach (var prelude in MissingBefore(turn))
                _outcomes[prelude] = await RunPreludeAsync(prelude, runner);
            return await RunSelectedAsync(testCase, turn, runner);
        }
        catch (OperationCanceledException) when (runner.Cancellation.IsCancellationRequested)
        {
            return default;
        }
        finally
        {
            End(turn.Name);
        }
    }

    /// <summary>Holds the conversation again with restarts, after its turns, unless they failed already.</summary>
    public async ValueTask<XunitSummary> RunRestartsAsync(RestartTestCase testCase, TurnRunner runner)
    {
        try
        {
            foreach (var turn in _selected?.Values ?? [])
                await turn.Task.WaitAsync(runner.Cancellation.Token);
        }
        catch (OperationCanceledException) when (runner.Cancellation.IsCancellationRequested)
        {
            return default;
        }

        if (_outcomes.FirstOrDefault(outcome => outcome.Value.Reason is not null && _selected!.ContainsKey(outcome.Key)) is { Key: { } failed, Value: var outcome })
            testCase.Block($"blocked by {failed.Name}, which {outcome.Reason}");
        testCase.Hold(async () =>
        {
            var (configure, setup) = await _plan.Setup.CreateAsync(runner.Fixtures);
            await using var ends = new SetupEnd(setup);
            var script = new TurnScript(_plan, runner.ConstructorArguments);
            var result = await RestartMatrix.RunAsync(trial => _plan.NewBuilder(_testClass.Variant, trial), configure, script.ConverseAsync, _plan.Restarts, runner.Cancellation.Token);
            result.EnsurePassed();
        });
        return await runner.RunAsync(testCase, conversation: null, runner.MessageBus);
    }

    /// <summary>Lets the next turns go on, whatever became of this one.</summary>
    public void End(string method)
    {
        if (_selected?.FirstOrDefault(turn => turn.Key.Name == method).Value is { } ended)
            ended.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await EndAsync();
        }
        catch (Exception error)
        {
            // A check is recorded already.
            if (error is not CheckErrorException)
                _reports.Fail(error);
            throw;
        }
        finally
        {
            await new SetupEnd(_setup).DisposeAsync();
        }
    }

    private async ValueTask EndAsync()
    {
        if (_start is { IsCompletedSuccessfully: true })
        {
            // What a filter left out, or a failure kept from running, could have reached a fault that is injected.
            _start.Result.IsPartial = _plan.Turns.Any(turn => _outcomes.GetValueOrDefault(turn) is not { End: TurnEnd.Answered, Reason: null });
            await _start.Result.DisposeAsync();
        }
        else if (!_reachedStart)
        {
            foreach (var extension in _builder.Extensions)
                await extension.DisposeAsync();
        }
    }

    /// <summary>The turns before it that some selected turn needs, that were not selected, and that have not run.</summary>
    private List<PlannedTurn> MissingBefore(PlannedTurn turn)
    {
        var needed = _selected!.Keys.SelectMany(selected => selected.Needs).ToHashSet();
        return [.. _plan.Turns.Take(turn.Number).Where(earlier => needed.Contains(earlier) && !_selected.ContainsKey(earlier) && !_outcomes.ContainsKey(earlier))];
    }

    private async ValueTask<TurnOutcome> RunPreludeAsync(PlannedTurn turn, TurnRunner runner)
    {
        if (turn.Needs.Any(Blocks))
            return new TurnOutcome(TurnEnd.Blocked);

        var testCase = TurnTestCase.CreatePrelude(_testClass, turn);
        var (conversation, error) = await TryStartAsync(testCase, turn, runner);
        if (error is not null)
        {
            _reports.Fail(error);
            return TurnOutcome.NotStarted(error);
        }

        using var bus = new OutcomeBus(inner: null, () => HasAnswer(conversation, turn));
        conversation?.IsPrelude = true;
        await runner.RunAsync(testCase, conversation, bus);
        conversation?.IsPrelude = false;
        return OutcomeOf(bus, conversation);
    }

    private async ValueTask<XunitSummary> RunSelectedAsync(TurnTestCase testCase, PlannedTurn turn, TurnRunner runner)
    {
        if (turn.Needs.FirstOrDefault(Blocks) is { } blocker)
            return await BlockAsync(testCase, turn, blocker, runner);

        var (conversation, error) = await TryStartAsync(testCase, turn, runner);
        if (error is not null)
        {
            _outcomes[turn] = TurnOutcome.NotStarted(error);
            _reports.Fail(turn, error);
            return runner.Fail(testCase, error);
        }

        using var bus = new OutcomeBus(runner.MessageBus, () => HasAnswer(conversation, turn));
        var summary = await runner.RunAsync(testCase, conversation, bus);
        _outcomes[turn] = OutcomeOf(bus, conversation);
        _reports.Add(turn, _outcomes[turn]);
        return summary;
    }

    /// <summary>Skips a turn whose blocker is reported beside it, and fails one whose blocker is not: a run is never green with a turn that could not run.</summary>
    private async ValueTask<XunitSummary> BlockAsync(TurnTestCase testCase, PlannedTurn turn, PlannedTurn blocker, TurnRunner runner)
    {
        var (end, reason) = (OutcomeOf(blocker).End, OutcomeOf(blocker).Reason);
        _outcomes[turn] = new TurnOutcome(TurnEnd.Blocked, $"blocked by {blocker.Name}, which {reason}");
        _reports.Add(turn, _outcomes[turn]);
        if (end == TurnEnd.NoAnswer && !_selected!.ContainsKey(blocker))
            return runner.Fail(testCase, new PreludeFailedException($"The turn {turn.Name} was not run. It needs the turn {blocker.Name}, which was not selected and ran first, and {blocker.Name} {reason}"));

        testCase.Block(_outcomes[turn].Reason!);
        return await runner.RunAsync(testCase, conversation: null, runner.MessageBus);
    }

    private bool Blocks(PlannedTurn turn) => OutcomeOf(turn).Blocks;

    /// <summary>A selected turn that has ended without an outcome was failed by xunit before it ran.</summary>
    private TurnOutcome OutcomeOf(PlannedTurn turn) => _outcomes.GetValueOrDefault(turn) ?? new TurnOutcome(TurnEnd.NoAnswer, "was not run");

    /// <summary>A turn of an invalid conversation blocks others, also when only its checks failed. One with a check that could not be made has its answer, and blocks none.</summary>
    private static TurnOutcome OutcomeOf(OutcomeBus bus, Conversation? conversation) => bus.Outcome switch
    {
        { End: not TurnEnd.Skipped } outcome when conversation?.Invalid is { } invalid => outcome with { End = TurnEnd.NoAnswer, Reason = $"left its conversation invalid: {FirstLine(invalid.Reason)}" },
        { End: TurnEnd.NoAnswer, Failure: { } failure } outcome when failure.Type == typeof(CheckErrorException).FullName || failure.Type == typeof(RecordedErrorException).FullName => outcome with { End = TurnEnd.Answered, Reason = $"could not be checked: {FirstLine(failure.Message)}" },
        var outcome => outcome,
    };

    private static bool HasAnswer(Conversation? conversation, PlannedTurn turn) => conversation?.Turns is [.., { Error: null } last] && last.Test == turn.Name;

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();

    /// <summary>The conversation, ready for a turn; null when xunit will not run the turn.</summary>
    private async ValueTask<(Conversation? Conversation, Exception? Error)> TryStartAsync(TurnTestCase testCase, PlannedTurn turn, TurnRunner runner)
    {
        if (!runner.WillRun(testCase))
            return (null, null);

        try
        {
            var conversation = await (_start ??= StartAsync(runner));
            conversation.Test = turn.Name;
            testCase.Watch = new TurnWatch(conversation, _listener, turn.Name);
            return (conversation, null);
        }
        catch (Exception error) when (!runner.Cancellation.IsCancellationRequested)
        {
            return (null, error);
        }
    }

    private async Task<Conversation> StartAsync(TurnRunner runner)
    {
        (var configure, _setup) = await _plan.Setup.CreateAsync(runner.Fixtures);
        _reachedStart = true;
        return await Conversation.StartAsync(_builder, configure, runner.Cancellation.Token);
    }
}
