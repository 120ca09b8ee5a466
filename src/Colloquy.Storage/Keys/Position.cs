using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>Represents the number of an entry within its session: 1, 2, 3 … Entries have no other order. In JSON it is a number.</summary>
[JsonConverter(typeof(JsonValueConverter<Position>))]
public readonly record struct Position : IComparable<Position>, IJsonValue<Position>
{
    /// <summary>Creates a position.</summary>
    /// <param name="value">The number, from 0; 0 is the place before the first entry.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public Position(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Value = value;
    }

    /// <summary>Gets the number; 0 is the place before the first entry.</summary>
    public long Value { get; }

    /// <summary>The place before the first entry: the tip of an empty session, the parent of its first entry.</summary>
    public static Position Start => default;

    /// <summary>Gets a value that indicates whether this is the place before the first entry.</summary>
    public bool IsStart => Value == 0;

    /// <summary>Gets the position after this one.</summary>
    public Position Next => new(Value + 1);

    /// <summary>Gets the position before this one; <see cref="Start"/> has none.</summary>
    public Position Previous => new(Value - 1);

    /// <inheritdoc />
    public int CompareTo(Position other) => Value.CompareTo(other.Value);

    /// <summary>Returns a value that indicates whether the left position comes before the right one.</summary>
    public static bool operator <(Position left, Position right) => left.Value < right.Value;

    /// <summary>Returns a value that indicates whether the left position comes after the right one.</summary>
    public static bool operator >(Position left, Position right) => left.Value > right.Value;

    /// <summary>Returns a value that indicates whether the left position does not come after the right one.</summary>
    public static bool operator <=(Position left, Position right) => left.Value <= right.Value;

    /// <summary>Returns a value that indicates whether the left position does not come before the right one.</summary>
    public static bool operator >=(Position left, Position right) => left.Value >= right.Value;

    /// <summary>Returns the number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    static Position IJsonValue<Position>.ReadJson(ref Utf8JsonReader reader) =>
        new(reader.GetInt64());

    static void IJsonValue<Position>.WriteJson(Utf8JsonWriter writer, Position value) => writer.WriteNumberValue(value.Value);
}
