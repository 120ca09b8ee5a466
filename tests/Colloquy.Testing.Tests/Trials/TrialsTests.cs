using System.Collections.Concurrent;

namespace Colloquy.Testing.Tests.Trials;

public sealed class TrialsTests
{
    private static void Configure(ConversationBuilder conversation) => new Till().Configure(conversation);

    /// <summary>Fails in the trials with these numbers.</summary>
    private static Func<Conversation, Task> FailingIn(params int[] trials) => async conversation =>
    {
        await conversation.SayAsync("hello");
        Assert.DoesNotContain(conversation.Trial, trials);
    };

    [Fact]
    public async Task Each_trial_has_a_conversation_a_store_and_tool_hosts_of_its_own()
    {
        ConcurrentBag<(int Trial, string Id, int Value, int CarriedIn)> seen = [];

        var result = await Testing.Trials.RunAsync("own", conversation => conversation.AddToolHost(Counter.NewHost()).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools }), async conversation =>
        {
            var first = await conversation.SayAsync("hello");
            await conversation.SayAsync("add 2");
            seen.Add((conversation.Trial, conversation.ConversationId, (await conversation.ToolHost("counter").CallAsync("value")).GetInt32(), first.CarriedIn));
        });

        Assert.Equal(TrialsOutcome.Passed, result.Outcome);
        Assert.Equal((10, 10, 1.0), (result.Passed, result.Counted, result.PassRate));
        Assert.Equal(Enumerable.Range(1, 10), seen.Select(one => one.Trial).Order());
        Assert.Equal(10, seen.DistinctBy(one => one.Id).Count());
        Assert.All(seen, one => Assert.Equal((2, 0), (one.Value, one.CarriedIn)));
        Assert.All(result.Trials, trial => Assert.Equal(2, trial.Turns.Count));
    }

    [Fact]
    public async Task Trials_run_at_the_same_time_up_to_a_bound()
    {
        var (running, most) = (0, 0);
        var gate = new TaskCompletionSource();

        var run = Testing.Trials.RunAsync("bound", Configure, async _ =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == 3)
            {
                // A worker too many would begin its trial meanwhile.
                for (var i = 0; i < 2000; i++)
                    await Task.Yield();
                gate.TrySetResult();
            }

            await gate.Task;
            Interlocked.Decrement(ref running);
        }, new TrialOptions { Count = 9, Parallelism = 3 });
        await run;

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task A_conversation_that_fails_now_and_then_is_flaky_and_its_rates_are_known()
    {
        var result = await Testing.Trials.RunAsync("flaky", Configure, FailingIn(3, 7), new TrialOptions { Rule = new TrialRule { MinimumPassRate = 0.9 } });

        Assert.True(result.IsFlaky);
        Assert.Equal((8, 2, 0.8), (result.Passed, result.Failed, result.PassRate));
        Assert.Equal(PassStatistics.WilsonInterval(10, 8), result.Interval);
        Assert.Equal(PassStatistics.PassToTheK(10, 8, 3), result.PassToTheK(3));
        Assert.Null(result.PassAtK(11));
        Assert.Equal(TrialsOutcome.Failed, result.Outcome);
        var error = Assert.Throws<TrialsFailedException>(result.EnsurePassed);
        Assert.Contains(error.GetType().GetInterfaces(), type => type.Name == "IAssertionException");
        Assert.StartsWith("The conversation 'flaky' passes 8 of 10 trials that count (80%, 95 % interval 49% to 94.3%). The pass rate must be at least 90%.\nThe conversation is flaky", error.Message, StringComparison.Ordinal);
        Assert.Contains("trial 3 failed, agent: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lower_bound_of_the_interval_is_a_stricter_rule()
    {
        var rule = new TrialRule { MinimumPassRate = 0.8 };

        var result = await Testing.Trials.RunAsync("bound", Configure, FailingIn(3), new TrialOptions { Rule = rule });

        Assert.Equal(TrialsOutcome.Passed, result.Outcome);
        Assert.Equal(TrialsOutcome.Failed, (result with { Rule = rule with { ByLowerBound = true } }).Outcome);
    }

    [Fact]
    public async Task A_recorded_check_that_did_not_pass_is_never_green_although_nothing_was_thrown()
    {
        var failed = await Testing.Trials.RunAsync("recorded", Configure, RecordAsync(CheckOutcome.Failed), new TrialOptions { Count = 1 });
        var error = await Testing.Trials.RunAsync("recorded", Configure, RecordAsync(CheckOutcome.Error), new TrialOptions { Count = 1 });

        Assert.Equal((TrialsOutcome.Failed, Blame.Agent), (failed.Outcome, failed.Trials[0].Blame));
        Assert.Equal((TrialsOutcome.Error, Blame.Judge), (error.Outcome, error.Trials[0].Blame));

        static Func<Conversation, Task> RecordAsync(CheckOutcome outcome) => async conversation =>
            (await conversation.SayAsync("hello")).Record(new CheckResult { Name = "polite", Outcome = outcome, Expected = "The answer is polite." });
    }

    [Fact]
    public async Task Invalid_trials_do_not_count_and_too_many_of_them_are_an_error()
    {
        var some = await Testing.Trials.RunAsync("some", Configure, SpoiltIn(2, 4));
        var many = await Testing.Trials.RunAsync("many", Configure, SpoiltIn(2, 4, 6));
        var all = await Testing.Trials.RunAsync("all", Configure, SpoiltIn([.. Enumerable.Range(1, 10)]), new TrialOptions { Rule = new TrialRule { MaximumInvalid = 10, MinimumPassRate = 0 } });

        Assert.Equal((TrialsOutcome.Passed, 8, 2), (some.Outcome, some.Counted, some.Invalid));
        Assert.Equal(TrialsOutcome.Error, many.Outcome);
        Assert.Equal((TrialsOutcome.Error, null), (all.Outcome, all.PassRate));
        var error = Assert.Throws<TrialsErrorException>(many.EnsurePassed);
        Assert.Contains("3 of 10 trials are invalid, and do not count; 2 may be: simulator 3.", error.Message, StringComparison.Ordinal);

        // The checks of a spoilt conversation pass, which says nothing either.
        static Func<Conversation, Task> SpoiltIn(params int[] trials) => async conversation =>
        {
            await conversation.SayAsync("hello");
            if (trials.Contains(conversation.Trial))
                conversation.Invalidate(Blame.Simulator, "The simulated user invented a discount.");
        };
    }

    [Fact]
    public async Task A_script_of_turns_is_said_in_each_trial()
    {
        var result = await Testing.Trials.RunAsync("script", Configure, ["hello", "pay 5"], conversation =>
        {
            Assert.Equal("paid 5", conversation.Turns[^1].Text);
            return Task.CompletedTask;
        }, new TrialOptions { Count = 3 });

        Assert.Equal(TrialsOutcome.Passed, result.Outcome);
        Assert.All(result.Trials, trial => Assert.Equal(["turn-1", "turn-2"], trial.Turns.Select(turn => turn.Name)));
    }

    [Fact]
    public async Task No_further_trial_begins_once_the_rest_cannot_change_the_outcome()
    {
        var options = new TrialOptions { Count = 20, Parallelism = 1, StopsWhenDecided = true, Rule = new TrialRule { MinimumPassRate = 0.9 } };

        var bad = await Testing.Trials.RunAsync("bad", Configure, FailingIn(1, 2, 3), options);
        var good = await Testing.Trials.RunAsync("good", Configure, FailingIn(1), options);

        Assert.Equal((TrialsOutcome.Failed, 3, 17), (bad.Outcome, bad.Counted, bad.NotRun));
        Assert.Equal((TrialsOutcome.Passed, 19, 1), (good.Outcome, good.Counted, good.NotRun));
        Assert.True(bad.StoppedEarly);
        Assert.Contains("cannot make the trials pass", bad.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_before_the_end_is_the_one_that_all_trials_give()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var (n, rate) = (random.Next(1, 15), random.NextDouble());
            int[] failing = [.. Enumerable.Range(1, n).Where(_ => random.NextDouble() > rate)];
            var rule = new TrialRule { MinimumPassRate = Math.Round(random.NextDouble(), 1), ByLowerBound = random.Next(2) == 0 };
            Func<Conversation, Task> converse = conversation => failing.Contains(conversation.Trial) ? throw new InvalidOperationException("No.") : conversation.SayAsync("Hello.");

            var whole = await Testing.Trials.RunAsync("whole", Silent, converse, new TrialOptions { Count = n, Rule = rule });
            var early = await Testing.Trials.RunAsync("early", Silent, converse, new TrialOptions { Count = n, Rule = rule, StopsWhenDecided = true, Parallelism = random.Next(1, 4) });

            Assert.True(whole.Outcome == early.Outcome, $"seed {seed}, round {round}: {whole.Describe()}\n{early.Describe()}");
        }

        static void Silent(ConversationBuilder conversation) => conversation.UseTarget((_, text, _) => Task.FromResult(text));
    }

    [Fact]
    public async Task No_further_trial_begins_once_the_interval_excludes_the_required_rate_when_that_is_asked_for()
    {
        var result = await Testing.Trials.RunAsync("bad", Configure, FailingIn(1, 2, 3, 4), new TrialOptions { Count = 100, Parallelism = 1, StopsByInterval = true, Rule = new TrialRule { MinimumPassRate = 0.5 } });

        Assert.Equal((TrialsOutcome.Failed, 4), (result.Outcome, result.Counted));
        Assert.Contains("interval", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_the_set_up_is_thrown()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Testing.Trials.RunAsync("empty", _ => { }, _ => Task.CompletedTask));

        Assert.Contains("tests nothing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trials_that_say_nothing_show_nothing()
    {
        var result = await Testing.Trials.RunAsync("silent", Configure, _ => Task.CompletedTask, new TrialOptions { Count = 3 });

        Assert.Equal((TrialsOutcome.Error, 0, 3), (result.Outcome, result.Counted, result.Invalid));
        Assert.All(result.Trials, trial => Assert.Equal(Blame.Test, trial.Blame));
        Assert.Contains("The trial said nothing to the agent", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_run_ends()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Testing.Trials.RunAsync("cancelled", Configure, async conversation =>
        {
            await stop.CancelAsync();
            await conversation.SayAsync("hello", cancellationToken: stop.Token);
        }, cancellationToken: stop.Token));
    }

    [Fact]
    public async Task What_fails_when_a_conversation_ends_makes_its_trial_invalid()
    {
        var result = await Testing.Trials.RunAsync("ends", conversation => conversation.AddToolHost(new DyingHost { FailsAtEnd = true }).UseTarget((_, text, _) => Task.FromResult(text)), conversation => conversation.SayAsync("hello"), new TrialOptions { Count = 1 });

        Assert.Equal((TrialsOutcome.Error, Blame.ToolHost), (result.Outcome, result.Trials[0].Blame));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, value, seen) == seen)
                return;
        }
    }
}

/// <summary>A tool host that does not start, dies in a call, or does not end.</summary>
internal sealed class DyingHost() : ToolHost("dying")
{
    public bool FailsAtStart { get; init; }

    public bool FailsAtEnd { get; init; }

    public Exception Death { get; init; } = new IOException("The pipe is broken.");

    public override ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken) =>
        FailsAtStart ? throw Death : new([AIFunctionFactory.Create((int amount) => amount < 0 ? 0 : throw Death, "pay")]);

    public override ValueTask DisposeAsync() => FailsAtEnd ? throw Death : base.DisposeAsync();
}
