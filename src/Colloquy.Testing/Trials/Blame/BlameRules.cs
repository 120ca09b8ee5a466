using Colloquy.Mcp;

namespace Colloquy.Testing;

/// <summary>Finds what is to blame for a trial that failed. Only failures of the agent count against it.</summary>
/// <remarks>
/// In this order: your own rules (<see cref="Add"/>); an exception that says it (<see cref="IBlame"/>); a check that could not be made: the test, when it is a mistake of the test itself, else the judge;
/// a tool host that died or could not be reached; a model's service that could not be reached, was overloaded (HTTP 5xx), too slow, or limited the rate (HTTP 408, 429): the infrastructure.
/// Everything else is the agent's: failed checks, exceptions of its own, and turns that take too long while no model is waited for. Injected faults (<see cref="ConversationExtension"/>) are no excuse.
/// </remarks>
public sealed class BlameRules
{
    private readonly IReadOnlyList<Func<TrialFailure, Blame?>> _rules;

    private BlameRules(IReadOnlyList<Func<TrialFailure, Blame?>> rules) => _rules = rules;

    /// <summary>Gets the rules without any of your own.</summary>
    public static BlameRules Default { get; } = new([]);

    /// <summary>Returns rules with one more, which is asked after those that were added before, and before the built-in ones.</summary>
    /// <param name="rule">Returns what is to blame; null when the rule does not know.</param>
    public BlameRules Add(Func<TrialFailure, Blame?> rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return new([.. _rules, rule]);
    }

    /// <summary>Returns what is to blame for a failure.</summary>
    /// <param name="failure">The failure.</param>
    public Blame Find(TrialFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        foreach (var rule in _rules)
        {
            if (rule(failure) is { } blame)
                return blame;
        }

        return failure.Error is { } error ? OfError(error, failure) : OfChecks(failure);
    }

    private static Blame OfError(Exception error, TrialFailure failure)
    {
        var chain = ErrorChain.Of(error);
        if (chain.OfType<IBlame>().FirstOrDefault() is { } known)
            return known.Blame;
        if (ErrorChain.CheckErrorsOf(error) is { Count: > 0 } results)
            return chain.Any(TransportErrors.IsOfHost) ? Blame.ToolHost : OfCheckErrors(results);
        if (chain.Any(InjectedMark.IsOn))
            return Blame.Agent;
        if (failure.Turns.Any(HasDeadHost))
            return Blame.ToolHost;
        if (chain.Any(part => part is McpServerException))
            return Blame.ToolHost;
        return chain.OfType<NoAnswerException>().FirstOrDefault() is { } noAnswer ? OfTurn(noAnswer, chain)
            : ErrorChain.IsAssertion(error) ? OfChecks(failure)
            : chain.Any(TransportErrors.IsOfService) ? Blame.Infrastructure
            : Blame.Agent;
    }

    private static Blame OfTurn(NoAnswerException error, IReadOnlyList<Exception> chain) =>
        EndedWithoutModel(error.Turn) || (error.InnerException is TimeoutException ? error.Turn.WaitedForModel : chain.Any(TransportErrors.IsOfService)) ? Blame.Infrastructure : Blame.Agent;

    private static Blame OfChecks(TrialFailure failure) =>
        failure.Checks.Count > 0 && failure.Checks.All(check => check.Outcome == CheckOutcome.Error) ? OfCheckErrors(failure.Checks)
            : failure.Turns.Any(HasDeadHost) ? Blame.ToolHost
            : failure.Turns.Any(EndedWithoutModel) ? Blame.Infrastructure
            : Blame.Agent;

    private static Blame OfCheckErrors(IReadOnlyList<CheckResult> checks) => checks.All(check => check.IsTestMistake) ? Blame.Test : Blame.Judge;

    private static bool HasDeadHost(TurnResult turn) =>
        turn.ToolCalls.Any(call => call.Exception is { } error && ErrorChain.Of(error) is var chain && !chain.Any(InjectedMark.IsOn) && chain.Any(TransportErrors.IsOfHost));

    /// <summary>Whether the last thing that a turn asked of a model was refused by its service: an agent that tries again and is answered has no excuse.</summary>
    private static bool EndedWithoutModel(TurnResult turn) =>
        turn.ModelCalls is [.., { Error: { } error }] && ErrorChain.Of(error) is var chain && !chain.Any(InjectedMark.IsOn) && chain.Any(TransportErrors.IsOfService);
}
