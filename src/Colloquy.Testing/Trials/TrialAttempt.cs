namespace Colloquy.Testing;

/// <summary>Runs one trial, and finds out how it ended.</summary>
internal sealed class TrialAttempt(Func<int, ConversationBuilder> createBuilder, Action<ConversationBuilder> configure, Func<Conversation, Task> converseAsync, TestBudget? budget, BlameRules rules, CancellationToken cancellationToken)
{
    /// <summary>The builder of the conversation; null when none was made.</summary>
    public ConversationBuilder? Builder { get; private set; }

    public async Task<Trial> RunAsync(int number)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        Conversation conversation;
        try
        {
            budget?.ThrowIfSpent();
            conversation = await StartAsync(number).ConfigureAwait(false);
        }
        catch (BudgetSpentException spent)
        {
            return new Trial { Number = number, Outcome = TrialOutcome.NotRun, Reason = spent.Message, Error = spent };
        }
        catch (Exception error) when (Blamed(error, new TrialFailure { Error = error }) is { } blame)
        {
            return new Trial { Number = number, Outcome = TrialOutcome.Invalid, Blame = blame, Reason = error.Message, Error = error, Duration = time.GetElapsedTime(start) };
        }

        var failure = await ConverseAsync(conversation).ConfigureAwait(false);
        var atEnd = await EndAsync(conversation).ConfigureAwait(false);
        return Judge(number, conversation, failure, atEnd) with
        {
            Duration = time.GetElapsedTime(start),
            Cost = conversation.Turns.Aggregate((decimal?)0, (sum, turn) => sum + turn.Cost),
            Tokens = conversation.Turns.Sum(turn => turn.Usage.TotalTokenCount ?? 0),
            TurnDurations = [.. conversation.Turns.Select(turn => turn.Duration)],
            Turns = conversation.Turns,
        };
    }

    private Task<Conversation> StartAsync(int number)
    {
        var builder = Builder = createBuilder(number);
        if (budget is not null)
            builder.UseBudget(budget);
        return Conversation.StartAsync(builder, configure, cancellationToken);
    }

    /// <summary>What is to blame for a trial that did not start; null for the test's own mistakes, which are thrown.</summary>
    private Blame? Blamed(Exception error, TrialFailure failure) =>
        !cancellationToken.IsCancellationRequested && rules.Find(failure) is var blame && (blame != Blame.Agent || error is IBlame) ? blame : null;

    private async Task<Exception?> ConverseAsync(Conversation conversation)
    {
        try
        {
            await converseAsync(conversation).ConfigureAwait(false);
            return null;
        }
        catch (Exception error)
        {
            if (!cancellationToken.IsCancellationRequested)
                return error;

            await EndAsync(conversation).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<Exception?> EndAsync(Conversation conversation)
    {
        try
        {
            await conversation.DisposeAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    private Trial Judge(int number, Conversation conversation, Exception? error, Exception? atEnd)
    {
        var checks = conversation.Turns.SelectMany(turn => turn.Checks).Concat(conversation.Checks).Where(check => check.Outcome != CheckOutcome.Passed).ToList();
        if (error is not null && ErrorChain.Of(error).OfType<BudgetSpentException>().FirstOrDefault() is { } spent)
            return new Trial { Number = number, Outcome = TrialOutcome.NotRun, Reason = spent.Message, Error = spent };
        if (conversation.Invalid is { } invalid)
            return new Trial { Number = number, Outcome = TrialOutcome.Invalid, Blame = invalid.Blame, Reason = invalid.Reason, Error = error };
        if (error is not null || checks.Count > 0)
        {
            var blame = rules.Find(new TrialFailure { Error = error, Turns = conversation.Turns, Checks = checks });
            return new Trial { Number = number, Outcome = blame == Blame.Agent ? TrialOutcome.Failed : TrialOutcome.Invalid, Blame = blame, Reason = error?.Message ?? ReasonOf(checks), Error = error };
        }

        // The agent did what was expected, so what fails at the end is not its doing.
        if (atEnd is not null)
        {
            var blame = rules.Find(new TrialFailure { Error = atEnd });
            return new Trial { Number = number, Outcome = TrialOutcome.Invalid, Blame = blame == Blame.Agent ? Blame.Infrastructure : blame, Reason = atEnd.Message, Error = atEnd };
        }

        return conversation is { Turns.Count: 0, Checks.Count: 0, OtherModelCalls.Count: 0 }
            ? new Trial { Number = number, Outcome = TrialOutcome.Invalid, Blame = Blame.Test, Reason = $"The trial said nothing to the agent, so it shows nothing. Call {nameof(Conversation.SayAsync)}, and await it." }
            : new Trial { Number = number, Outcome = TrialOutcome.Passed };
    }

    private static string ReasonOf(List<CheckResult> checks)
    {
        var check = checks.Find(check => check.Outcome == CheckOutcome.Failed) ?? checks[0];
        if (check.IsTestMistake)
            return check.Actual ?? check.Expected;
        return $"The check '{check.Name}' {(check.Outcome == CheckOutcome.Failed ? "failed" : "could not be made")}. Expected: {check.Expected} Actual: {check.Actual}";
    }
}
