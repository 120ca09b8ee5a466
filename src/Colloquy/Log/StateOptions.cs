using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents the options for writing state. Store large values elsewhere, and keep a reference in the state.</summary>
public sealed class StateOptions
{
    /// <summary>Gets or sets the JSON options for values: converters, a type resolver, naming.</summary>
    /// <value>The default is <see cref="AIJsonUtilities.DefaultOptions"/>, which support the types of System.Text.Json, changed so that properties whose value is null are written too.</value>
    public JsonSerializerOptions Json
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Json));
            field = value;
        }
    } = StorableJson.Options;

    /// <summary>Gets or sets the maximum number of bytes of one value as JSON.</summary>
    /// <value>The default is 256 KiB.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or less.</exception>
    public long MaxValueBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxValueBytes));
            field = value;
        }
    } = 256 * 1024;

    /// <summary>Gets or sets the maximum number of bytes of all keys and values of one scope. Concurrent writers may exceed it by one value each.</summary>
    /// <value>The default is 4 MiB.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or less.</exception>
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
