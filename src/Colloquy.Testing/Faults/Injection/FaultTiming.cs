using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Represents when an injected fault happens: always, at the nth call, or by chance.</summary>
public sealed record FaultTiming
{
    private FaultTiming()
    {
    }

    /// <summary>Gets the timing of a fault that happens at every call.</summary>
    public static FaultTiming Always { get; } = new();

    /// <summary>Gets the number of the only call at which the fault happens, from 1; null for others.</summary>
    public int? Call { get; private init; }

    /// <summary>Gets the probability with which the fault happens at each call, from 0 to 1; null for others.</summary>
    public double? Probability { get; private init; }

    /// <summary>Gets the seed of the random numbers; null for others. The messages of injected faults contain it.</summary>
    public int? Seed { get; private init; }

    /// <summary>Returns the timing of a fault that happens at one call only.</summary>
    /// <param name="call">The number of the call, from 1: within the turn for a fault that is limited to a turn, otherwise within the conversation.</param>
    public static FaultTiming OnCall(int call)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(call, 1);
        return new FaultTiming { Call = call };
    }

    /// <summary>Returns the timing of a fault that happens by chance.</summary>
    /// <param name="probability">The probability at each call, from 0 to 1.</param>
    /// <param name="seed">The seed of the random numbers, by which a run can be repeated; null for a new one.</param>
    public static FaultTiming WithProbability(double probability, int? seed = null)
    {
        if (probability is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability is from 0 to 1.");

        return new FaultTiming { Probability = probability, Seed = seed ?? Random.Shared.Next() };
    }

    /// <summary>Returns the timing as words, such as <c>on call 2</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Call is { } call ? $"on call {call}" : Probability is { } probability ? $"with a probability of {probability:0.####}, seed {Seed}" : "always")}");
}
