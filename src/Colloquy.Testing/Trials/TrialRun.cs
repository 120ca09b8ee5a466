namespace Colloquy.Testing;

/// <summary>Runs the trials of one conversation, a number at a time, until all have run or there is nothing left to decide.</summary>
internal sealed class TrialRun(Func<int, ConversationBuilder> createBuilder, Action<ConversationBuilder> configure, Func<Conversation, Task> converseAsync, TrialOptions options, CancellationToken cancellationToken)
{
    private readonly Lock _lock = new();
    private readonly List<Trial> _trials = [];
    private int _begun;
    private string? _stop;
    private bool _decided;
    private bool? _byInterval;

    public async Task<TrialsResult> RunAsync()
    {
        var workers = Enumerable.Range(0, Math.Min(options.Parallelism, options.Count)).Select(_ => Task.Run(WorkAsync, cancellationToken)).ToArray();
        await Task.WhenAll(workers).ConfigureAwait(false);
        for (var number = _begun + 1; number <= options.Count; number++)
        {
            var left = new Trial { Number = number, Outcome = TrialOutcome.NotRun, Reason = _stop };
            _trials.Add(left);

            // A decision needs no more trials; what keeps them from being run otherwise is told.
            if (!_decided)
                await TrialReports.AddNotRunAsync(createBuilder(number), left).ConfigureAwait(false);
        }

        var builder = createBuilder(1);
        return new TrialsResult { Name = builder.Name, Variant = builder.Variant, Trials = _trials, Rule = options.Rule, StoppedEarly = _decided, DecidedByInterval = _byInterval };
    }

    private async Task WorkAsync()
    {
        while (TryBegin(out var number))
        {
            Trial trial;
            try
            {
                var attempt = new TrialAttempt(createBuilder, configure, converseAsync, options.Budget, options.BlameRules, cancellationToken);
                trial = await attempt.RunAsync(number).ConfigureAwait(false);
                if (attempt.Builder is { } builder)
                    TrialReports.Add(builder, trial);
                else
                    await TrialReports.AddNotRunAsync(createBuilder(number), trial).ConfigureAwait(false);
            }
            catch
            {
                // A mistake in the set-up, or a cancelled run: the others need not begin.
                Stop("another trial could not be set up.");
                throw;
            }

            End(trial);
        }
    }

    private bool TryBegin(out int number)
    {
        lock (_lock)
        {
            _stop ??= options.Budget?.Spent;
            number = _begun + 1;
            if (_stop is not null || number > options.Count || cancellationToken.IsCancellationRequested)
                return false;

            _begun++;
            return true;
        }
    }

    private void Stop(string reason)
    {
        lock (_lock)
            _stop ??= reason;
    }

    private void End(Trial trial)
    {
        lock (_lock)
        {
            _trials.Add(trial);
            var (passed, failed, invalid) = (Count(TrialOutcome.Passed), Count(TrialOutcome.Failed), Count(TrialOutcome.Invalid));
            if (trial.Outcome == TrialOutcome.NotRun)
                _stop ??= trial.Reason;
            if (_stop is not null || !options.StopsWhenDecided && !options.StopsByInterval)
                return;

            if (invalid > options.Rule.InvalidLimit(options.Count))
                _stop = "Too many trials are invalid already.";
            else if (options.StopsWhenDecided && options.Rule.DecideEarly(passed + failed, passed, options.Count - _trials.Count) is { } certain)
                (_stop, _decided) = ($"The outcome is certain: the rest cannot make the trials {(certain ? "fail" : "pass")}.", true);
            else if (options.StopsByInterval && options.Rule.DecideByInterval(passed + failed, passed) is { } decided)
                (_stop, _decided, _byInterval) = ("The interval of the pass rate excludes the required rate.", true, decided);
        }
    }

    private int Count(TrialOutcome outcome) => _trials.Count(trial => trial.Outcome == outcome);
}
