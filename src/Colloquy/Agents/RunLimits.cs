namespace Colloquy;

/// <summary>Represents the limits of a turn. A turn ends when it reaches one.</summary>
public sealed class RunLimits
{
    /// <summary>Gets or sets the maximum number of model calls in a turn, from 1.</summary>
    /// <value>The default is 40.</value>
    public int Steps
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Steps));
            field = value;
        }
    } = 40;

    /// <summary>Gets or sets the maximum number of handoffs in a turn, from 0. A further handoff is refused; the model is told and continues.</summary>
    /// <value>The default is 8.</value>
    public int Handoffs
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Handoffs));
            field = value;
        }
    } = 8;

    /// <summary>Gets or sets the maximum depth of agents that call agents as tools, from 0. A call beyond it is refused; the model is told and continues.</summary>
    /// <value>The default is 4.</value>
    public int Depth
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Depth));
            field = value;
        }
    } = 4;

    /// <summary>Gets or sets the longest time that a turn may take, more than zero; null for no limit. Code that does not stop then has <see cref="Grace"/> in addition.</summary>
    /// <value>The default is null.</value>
    public TimeSpan? Time
    {
        get;
        set
        {
            if (value is { } time)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(Time));
            field = value;
        }
    }

    /// <summary>Gets or sets the time for which a run that is being stopped waits for a tool, model or provider that does not stop, from zero to 1 hour.</summary>
    /// <value>The default is 5 seconds.</value>
    /// <remarks>
    /// The turn ends without code that has not returned then: the outcome of a tool's call is recorded as unknown, the session is free, and what the code
    /// still does through <see cref="RunContext"/> is refused with <see cref="InvalidOperationException"/>. Each call has this time. Context providers have it once more at the end of the run.
    /// </remarks>
    public TimeSpan Grace
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(Grace));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromHours(1), nameof(Grace));
            field = value;
        }
    } = Patience.DefaultGrace;

    /// <summary>Gets or sets the maximum number of tokens, input and output together, that a turn may use, from 1; checked before each model call; null for no limit.</summary>
    /// <value>The default is null.</value>
    public long? Tokens
    {
        get;
        set
        {
            if (value is { } tokens)
                ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1, nameof(Tokens));
            field = value;
        }
    }

    /// <summary>Gets or sets the maximum number of characters of a model's answer to one call, from 1: texts, thoughts and the arguments of calls together. Reading stops there, the turn fails with <see cref="SizeLimitException"/>, and the log keeps the part that arrived as partial.</summary>
    /// <value>The default is 2,000,000.</value>
    public int AnswerCharacters
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(AnswerCharacters));
            field = value;
        }
    } = DefaultAnswerCharacters;

    /// <summary>Gets or sets the maximum number of characters of a tool's result, from 1, also of one that the caller gives as input. The model and the log receive the beginning of a longer one, and a sentence that says so.</summary>
    /// <value>The default is 500,000.</value>
    public int ResultCharacters
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(ResultCharacters));
            field = value;
        }
    } = DefaultResultCharacters;

    internal const int DefaultAnswerCharacters = 2_000_000;

    internal const int DefaultResultCharacters = 500_000;

    internal RunLimits Copy() => (RunLimits)MemberwiseClone();
}
