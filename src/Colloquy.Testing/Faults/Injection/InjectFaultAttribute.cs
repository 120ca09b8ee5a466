using System.Net;

namespace Colloquy.Testing;

/// <summary>Represents an attribute that injects a fault into a conversation, or into the turn that it is on.</summary>
/// <remarks>Set <see cref="OnCall"/> or <see cref="Probability"/>, or neither for a fault that always happens.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public abstract class InjectFaultAttribute : Attribute, IConversationExtensionSource
{
    /// <summary>Gets or sets the number of the only call at which the fault happens, from 1: within the turn for an attribute on a turn, otherwise within the conversation.</summary>
    /// <value>The default is 0: it is not limited to one call.</value>
    public int OnCall { get; set; }

    /// <summary>Gets or sets the probability with which the fault happens at each call, from 0 to 1.</summary>
    /// <value>The default is 1.</value>
    public double Probability { get; set; } = 1;

    /// <summary>Gets or sets the seed of the random numbers.</summary>
    /// <value>The default is 0: a new seed in each run, which the messages of the faults contain.</value>
    public int Seed { get; set; }

    /// <inheritdoc />
    public ConversationExtension CreateExtension(string? turn)
    {
        if (OnCall != 0 && Probability < 1)
            throw new InvalidOperationException($"{GetType().Name} has both {nameof(OnCall)} and {nameof(Probability)}. Set one of them.");

        return Create(OnCall != 0 ? FaultTiming.OnCall(OnCall) : Probability < 1 ? FaultTiming.WithProbability(Probability, Seed == 0 ? null : Seed) : FaultTiming.Always, turn);
    }

    /// <summary>Creates the fault.</summary>
    /// <param name="timing">When it happens.</param>
    /// <param name="turn">The name of the only turn in which it happens; null for all.</param>
    protected abstract FaultInjection Create(FaultTiming timing, string? turn);
}

/// <summary>Makes calls of models fail with an HTTP status.</summary>
/// <param name="status">The status.</param>
public sealed class InjectModelErrorAttribute(HttpStatusCode status = HttpStatusCode.ServiceUnavailable) : InjectFaultAttribute
{
    /// <summary>Gets the status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <inheritdoc />
    protected override FaultInjection Create(FaultTiming timing, string? turn) => FaultInjectionExtensions.NewModelError(Status, timing, turn);
}

/// <summary>Delays each part of models' answers.</summary>
/// <param name="milliseconds">The delay in milliseconds, at least 1.</param>
public sealed class InjectSlowTokensAttribute(int milliseconds) : InjectFaultAttribute
{
    /// <summary>Gets the delay in milliseconds.</summary>
    public int Milliseconds { get; } = milliseconds;

    /// <inheritdoc />
    protected override FaultInjection Create(FaultTiming timing, string? turn) => FaultInjectionExtensions.NewSlowTokens(TimeSpan.FromMilliseconds(Milliseconds), timing, turn);
}

/// <summary>Cuts models' answers in the middle. An answer that is not streamed is lost as a whole.</summary>
/// <param name="afterUpdates">The number of updates that still arrive, from 0.</param>
public sealed class InjectCutStreamAttribute(int afterUpdates = 1) : InjectFaultAttribute
{
    /// <summary>Gets the number of updates that still arrive.</summary>
    public int AfterUpdates { get; } = afterUpdates;

    /// <summary>Gets or sets a value that indicates whether the answer ends without an error.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Silently { get; set; }

    /// <inheritdoc />
    protected override FaultInjection Create(FaultTiming timing, string? turn) => FaultInjectionExtensions.NewCutStream(AfterUpdates, Silently, timing, turn);
}

/// <summary>Makes calls of a tool fail before they reach its host.</summary>
/// <param name="tool">The name of the tool; null for all.</param>
public sealed class InjectToolErrorAttribute(string? tool = null) : InjectFaultAttribute
{
    /// <summary>Gets the name of the tool; null for all.</summary>
    public string? Tool { get; } = tool;

    /// <summary>Gets or sets what the tool says to the model; null for an exception of which the model learns the type only.</summary>
    public string? Message { get; set; }

    /// <inheritdoc />
    protected override FaultInjection Create(FaultTiming timing, string? turn) => FaultInjectionExtensions.NewToolError(Tool, Message, timing, turn);
}

/// <summary>Delays calls of tools.</summary>
/// <param name="milliseconds">The delay in milliseconds, at least 1.</param>
/// <param name="tool">The name of the tool; null for all.</param>
public sealed class InjectToolLatencyAttribute(int milliseconds, string? tool = null) : InjectFaultAttribute
{
    /// <summary>Gets the delay in milliseconds.</summary>
    public int Milliseconds { get; } = milliseconds;

    /// <summary>Gets the name of the tool; null for all.</summary>
    public string? Tool { get; } = tool;

    /// <inheritdoc />
    protected override FaultInjection Create(FaultTiming timing, string? turn) => FaultInjectionExtensions.NewToolLatency(TimeSpan.FromMilliseconds(Milliseconds), Tool, timing, turn);
}

/// <summary>Loses the process of the agent before the turn that the attribute is on, or before every turn but the first, and starts it again on the same store.</summary>
public sealed class InjectProcessLossAttribute : InjectFaultAttribute
{
    /// <inheritdoc />
    protected override FaultInjection Create(FaultTiming timing, string? turn) => new ProcessLossInjection(timing, turn);
}
