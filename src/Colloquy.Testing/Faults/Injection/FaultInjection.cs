namespace Colloquy.Testing;

/// <summary>Represents a fault that is injected into a conversation, to see how its agent takes it. Derive from it for faults of your own.</summary>
/// <remarks>
/// Forks are not affected, nor are calls that the test makes itself. A fault that was to happen at the nth call, and never did since fewer calls were made, is an error, and so is one that is limited to a turn and did not happen there. The error is a check whose outcome is <see cref="CheckOutcome.Error"/>, and a <see cref="CheckErrorException"/>: at the end of the turn, or when the conversation is disposed.
/// A fault happens in front of a cassette: the cassette holds what would have been answered without it.
/// </remarks>
/// <param name="timing">When the fault happens.</param>
/// <param name="turn">The name of the only turn in which it happens; null for all.</param>
public abstract class FaultInjection(FaultTiming timing, string? turn = null) : ConversationExtension
{
    private readonly Lock _lock = new();
    private readonly List<InjectedFault> _injected = [];
    private readonly Random? _random = timing?.Seed is { } seed ? new Random(seed) : null;
    private Conversation? _conversation;
    private int _turnNumber;
    private int _calls;
    private bool _wasReached;
    private bool _isTurn;
    private bool _turnWasTaken;
    private CheckResult? _miss;

    /// <summary>Gets a description of the fault, such as <c>model error 503</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Gets when the fault happens.</summary>
    public FaultTiming Timing { get; } = timing ?? throw new ArgumentNullException(nameof(timing));

    /// <summary>Gets the name of the only turn in which the fault happens; null for all.</summary>
    public string? Turn { get; } = turn;

    /// <summary>Gets the faults that were injected so far, in order.</summary>
    public IReadOnlyList<InjectedFault> Injected
    {
        get
        {
            lock (_lock)
                return [.. _injected];
        }
    }

    /// <summary>A cassette answers behind the fault.</summary>
    internal override bool WrapsLast => true;

    /// <summary>Gets the clock of the conversation.</summary>
    protected TimeProvider TimeProvider => _conversation?.TimeProvider ?? TimeProvider.System;

    /// <inheritdoc />
    public override ValueTask OnTurnStartingAsync(Conversation conversation, int turnNumber, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            (_conversation, _turnNumber) = (conversation, turnNumber);
            _isTurn = Turn is not null && conversation?.RunningTurn == Turn;
            if (_isTurn)
                (_calls, _wasReached, _turnWasTaken) = (0, false, true);
        }

        return default;
    }

    /// <inheritdoc />
    /// <exception cref="CheckErrorException">The fault is limited to this turn, and was not reached.</exception>
    public override ValueTask OnTurnEndedAsync(Conversation conversation, TurnResult turn)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(turn);
        if (!_isTurn || FindMiss(conversation) is not { } miss)
            return default;

        turn.Record(miss);
        throw FailureMessage.ToException(CheckSubject.Of(turn), [miss], 1, turn.Error);
    }

    internal override void OnEnding(Conversation conversation)
    {
        if (conversation is { IsPartial: false, Turns.Count: > 0 } && (Turn is null || !_turnWasTaken) && FindMiss(conversation) is { } miss)
            conversation.Record(_miss = miss);
    }

    /// <inheritdoc />
    /// <exception cref="CheckErrorException">The fault was not reached in the whole conversation.</exception>
    public override ValueTask OnEndedAsync(Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        if (_miss is null)
            return default;

        // The exception replaces one that ends the test, so it says what else is known to have failed.
        List<CheckResult> others = [.. conversation.Turns.SelectMany(turn => turn.Checks).Concat(conversation.Checks).Where(check => check.Outcome != CheckOutcome.Passed && !ReferenceEquals(check, _miss))];
        throw FailureMessage.ToException(CheckSubject.Of(conversation), [_miss with { Actual = $"{_miss.Actual} An assertion that failed in the test before is not shown." }, .. others], 1 + others.Count, conversation.Turns[^1].Error);
    }

    /// <summary>Counts a call, and returns whether the fault happens at it.</summary>
    /// <returns>The fault; null when it does not happen at this call.</returns>
    protected InjectedFault? CountCall()
    {
        lock (_lock)
        {
            if (_conversation is null || (Turn is not null && !_isTurn))
                return null;

            _calls++;
            var happens = Timing.Call is { } call ? call == _calls : _random is null || _random.NextDouble() < Timing.Probability;
            if (!happens)
                return null;

            _wasReached = true;
            var fault = new InjectedFault(_turnNumber, _calls, $"Injected {Description}, {Timing}.");
            _injected.Add(fault);
            return fault;
        }
    }

    /// <summary>Marks an exception as injected, so that trials do not take it for the failure of a service or a tool host.</summary>
    /// <typeparam name="TException">The type of the exception.</typeparam>
    /// <param name="error">The exception.</param>
    /// <returns>The same exception.</returns>
    protected static TException Mark<TException>(TException error)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(error);
        return InjectedMark.Add(error);
    }

    /// <summary>The result for a fault that did not happen although it should have; null for one that did, or that happens by chance or whenever there is a call.</summary>
    private CheckResult? FindMiss(Conversation conversation)
    {
        lock (_lock)
        {
            if (_wasReached || conversation.Parent is not null)
                return null;

            string reason;
            if (Turn is not null && !_turnWasTaken)
                reason = $"it is limited to the turn '{Turn}', and no turn has this name. The turns were: {string.Join(", ", conversation.Turns.Select(turn => turn.Test ?? turn.Name).Distinct(StringComparer.Ordinal))}.";
            else if (Timing.Call is not null || Turn is not null && Timing.Probability is null)
                reason = $"it was to happen {Timing}, and {_calls} {(_calls == 1 ? "call was" : "calls were")} made{(Turn is null ? "" : $" in the turn '{Turn}'")}. Correct the number of the call, or the turn.";
            else
                return null;

            return new CheckResult { Name = "fault injection", Outcome = CheckOutcome.Error, Expected = $"the {Description} is injected {Timing}", Actual = $"The {Description} was never injected: {reason}", IsTestMistake = true };
        }
    }
}
