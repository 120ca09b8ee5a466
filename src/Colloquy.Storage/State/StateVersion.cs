using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.Storage;

/// <summary>Represents the version of a key of state. The versions of one session, one user or one app grow with each write of any key. In JSON it is a number.</summary>
[JsonConverter(typeof(JsonValueConverter<StateVersion>))]
public readonly record struct StateVersion : IComparable<StateVersion>, IJsonValue<StateVersion>
{
    /// <summary>Creates a version.</summary>
    /// <param name="value">The number; 0 is before the first write. In a session it is the position of the entry that wrote the key.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public StateVersion(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Value = value;
    }

    /// <summary>Gets the number; 0 is before the first write.</summary>
    public long Value { get; }

    /// <summary>The version before the first write: the version of a key that was never written. To read all changes, read those since this version.</summary>
    public static StateVersion None => default;

    /// <summary>Gets the version after this one.</summary>
    public StateVersion Next => new(Value + 1);

    /// <inheritdoc />
    public int CompareTo(StateVersion other) => Value.CompareTo(other.Value);

    /// <summary>Returns a value that indicates whether the left version is older than the right one.</summary>
    public static bool operator <(StateVersion left, StateVersion right) => left.Value < right.Value;

    /// <summary>Returns a value that indicates whether the left version is newer than the right one.</summary>
    public static bool operator >(StateVersion left, StateVersion right) => left.Value > right.Value;

    /// <summary>Returns a value that indicates whether the left version is not newer than the right one.</summary>
    public static bool operator <=(StateVersion left, StateVersion right) => left.Value <= right.Value;

    /// <summary>Returns a value that indicates whether the left version is not older than the right one.</summary>
    public static bool operator >=(StateVersion left, StateVersion right) => left.Value >= right.Value;

    /// <summary>Returns the number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    static StateVersion IJsonValue<StateVersion>.ReadJson(ref Utf8JsonReader reader) =>
        new(reader.GetInt64());

    static void IJsonValue<StateVersion>.WriteJson(Utf8JsonWriter writer, StateVersion value) => writer.WriteNumberValue(value.Value);
}
