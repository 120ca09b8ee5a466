using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Colloquy.Testing;

/// <summary>Reads CLR values and JSON alike, as null, a Boolean, a number, a moment, a text, a list or a dictionary.</summary>
internal static class PlainValue
{
    /// <summary>Returns the value as null, <see cref="bool"/>, <see cref="NumberValue"/>, <see cref="MomentValue"/>, <see cref="string"/>, <see cref="ValueMatcher"/>, a list, or a dictionary by name.</summary>
    public static object? Of(object? value) => value switch
    {
        null or bool or string or ValueMatcher or NumberValue or MomentValue => value,
        JsonElement json => Of(json),
        JsonNode node => Of(JsonSerializer.SerializeToElement(node)),
        JsonDocument document => Of(document.RootElement),
        char character => character.ToString(),
        Enum named => named.ToString(),
        byte or sbyte or short or ushort or int or uint or long or ulong or decimal => new NumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        Half or float or double => Of(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        DateOnly date => new MomentValue(date, null, null),
        DateTimeOffset moment => new MomentValue(DateOnly.FromDateTime(moment.DateTime), TimeOnly.FromDateTime(moment.DateTime), moment.Offset),
        DateTime moment => new MomentValue(DateOnly.FromDateTime(moment), TimeOnly.FromDateTime(moment), moment.Kind == DateTimeKind.Utc ? TimeSpan.Zero : null),
        Guid or Uri or Version => value.ToString(),
        IFormattable other when other is TimeOnly or TimeSpan or System.Numerics.BigInteger => other.ToString(null, CultureInfo.InvariantCulture),
        TextContent text => text.Text,
        IEnumerable<KeyValuePair<string, object?>> pairs => Named(pairs),
        IDictionary dictionary => Named(dictionary.Cast<DictionaryEntry>().Select(entry => new KeyValuePair<string, object?>(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, entry.Value))),
        IEnumerable list => list.Cast<object?>().ToList(),
        _ => Properties(value),
    };

    public static bool IsNull(object? value) => value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined };

    /// <summary>Returns a text, or the JSON of what is no text; null for null.</summary>
    public static string? ToText(object? value) => Of(value) switch
    {
        null => null,
        string text => text,
        NumberValue number => number.ToString(),
        _ => ToolResultText.Write(value),
    };

    /// <summary>Returns a number, also of a text such as <c>$1,500.00</c>; null for what is none.</summary>
    public static NumberValue? ToNumber(object? value) => Of(value) switch
    {
        NumberValue number => number,
        string text => NumberText.TryParse(text),
        _ => null,
    };

    public static MomentValue? ToMoment(object? value) => Of(value) switch
    {
        MomentValue moment => moment,
        string text => MomentText.TryParse(text),
        _ => null,
    };

    public static bool TryRead<T>(object? value, out T? read)
    {
        if (value is T same)
        {
            read = same;
            return true;
        }

        try
        {
            var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
            var isNumber = type == typeof(decimal) || type.IsPrimitive && type != typeof(bool) && type != typeof(char);
            read = isNumber && ToNumber(value) is { } number
                ? (T)Convert.ChangeType(number.Amount, type, CultureInfo.InvariantCulture)
                : JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions).Deserialize<T>(AIJsonUtilities.DefaultOptions);
            return read is not null;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidCastException or FormatException or OverflowException or InvalidOperationException or ArgumentException)
        {
            read = default;
            return false;
        }
    }

    private static object? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetDecimal(out var number) ? new NumberValue(number) : json.TryGetDouble(out var large) ? Of(large) : json.GetRawText(),
        JsonValueKind.Array => json.EnumerateArray().Select(element => (object?)element).ToList(),
        JsonValueKind.Object => Named(json.EnumerateObject().Select(property => new KeyValuePair<string, object?>(property.Name, property.Value))),
        _ => null,
    };

    // A number that no decimal holds is compared as its text.
    private static object Of(double number) => Math.Abs(number) < 7.9e28 ? new NumberValue((decimal)number) : number.ToString("R", CultureInfo.InvariantCulture);

    private static Dictionary<string, object?> Named(IEnumerable<KeyValuePair<string, object?>> pairs)
    {
        Dictionary<string, object?> named = new(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
            named[name] = value;
        return named;
    }

    private static Dictionary<string, object?> Properties(object value) => Named(
        from property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanRead && property.GetIndexParameters().Length == 0
        select new KeyValuePair<string, object?>(property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? property.Name, property.GetValue(value)));
}
