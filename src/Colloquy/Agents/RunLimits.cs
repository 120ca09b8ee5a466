namespace Colloquy;

/// <summary>What a turn may take before it is ended.</summary>
public sealed class RunLimits
{
    /// <summary>The most model calls in a turn, from 1.</summary>
    /// <value>The default is 40.</value>
    public int Steps
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 40;

    /// <summary>The most handoffs in a turn, from 0. The model is told of a refused one, and goes on.</summary>
    /// <value>The default is 8.</value>
    public int Handoffs
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 8;

    /// <summary>How deep agents that are tools of agents may call one another, from 0. The model is told of a refused call, and goes on.</summary>
    /// <value>The default is 4.</value>
    public int Depth
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 4;

    /// <summary>The longest time that a turn may take, more than zero; null for no limit.</summary>
    /// <value>The default is null.</value>
    public TimeSpan? Time
    {
        get;
        set
        {
            if (value is { } time)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(value));
            field = value;
        }
    }

    /// <summary>The most tokens, input and output together, that a turn may use, from 1; checked before each model call; null for no limit.</summary>
    /// <value>The default is null.</value>
    public long? Tokens
    {
        get;
        set
        {
            if (value is { } tokens)
                ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1, nameof(value));
            field = value;
        }
    }
}
