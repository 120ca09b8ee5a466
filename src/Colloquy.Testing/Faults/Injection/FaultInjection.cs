namespace Colloquy.Testing;

/// <summary>Represents a fault that is injected into a conversation, to see how its agent takes it. Derive from it for faults of your own.</summary>
/// <remarks>
/// Forks are not affected, nor are calls that the test makes itself. A fault that was to happen at the nth call, and never did since fewer calls were made, is reported: by an exception at the end of the turn that it is limited to, otherwise by a check of the conversation whose outcome is an error.
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
                (_calls, _wasReached) = (0, false);
        }

        return default;
    }

    /// <inheritdoc />
    public override ValueTask OnTurnEndedAsync(Conversation conversation, TurnResult turn)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(turn);
        return _isTurn && MissedCall(conversation) is { } missed ? throw new InvalidOperationException($"{missed} Correct the number of the call, or the turn.") : default;
    }

    /// <inheritdoc />
    public override ValueTask OnEndedAsync(Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        if (Turn is null && conversation.Turns.Count > 0 && MissedCall(conversation) is { } missed)
            conversation.Record(new CheckResult { Name = "fault injection", Outcome = CheckOutcome.Error, Expected = $"The {Description} is injected {Timing}.", Actual = missed });
        return default;
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

    private string? MissedCall(Conversation conversation)
    {
        lock (_lock)
            return Timing.Call is null || _wasReached || conversation.Parent is not null ? null : $"The {Description} was never injected: it was to happen {Timing}, and {_calls} calls were made.";
    }
}
