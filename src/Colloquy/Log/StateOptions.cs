using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>How state is written, and how large it may become. What is large belongs elsewhere, with its place in the state.</summary>
public sealed class StateOptions
{
    /// <summary>How values become JSON and come back: converters that are registered here, a resolver, names.</summary>
    /// <value>The default is <see cref="AIJsonUtilities.DefaultOptions"/>, which takes any type that System.Text.Json takes, but that properties which are null are written too.</value>
    public JsonSerializerOptions Json { get; set; } = StorableJson.Options;

    /// <summary>How many bytes of JSON one value may have.</summary>
    /// <value>The default is 256 KiB.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is not more than zero.</exception>
    public long MaxValueBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxValueBytes));
            field = value;
        }
    } = 256 * 1024;

    /// <summary>How many bytes all keys and values of one scope may have together. Writers at the same time may overshoot by a value each.</summary>
    /// <value>The default is 4 MiB.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is not more than zero.</exception>
    public long MaxTotalBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxTotalBytes));
            field = value;
        }
    } = 4 * 1024 * 1024;

    internal StateOptions Copy() => (StateOptions)MemberwiseClone();
}
