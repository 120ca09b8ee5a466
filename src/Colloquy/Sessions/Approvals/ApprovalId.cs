using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>Names an approval within its session: the number of its request and 16 hexadecimal digits, such as <c>17-9f3c0a5b6d7e8f01</c>. It fits in a URL as it is, and cannot be guessed.</summary>
/// <remarks>The digits are the beginning of the request's chain, which a random salt goes into. An imported session of another key has other ids.</remarks>
[JsonConverter(typeof(ApprovalIdConverter))]
public readonly record struct ApprovalId
{
    private const int Digits = 16;
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private ApprovalId(string value, Position position) => (Value, Position) = (value, position);

    /// <summary>The id as text: digits, a hyphen, and hexadecimal digits in lower case.</summary>
    public string Value => field ?? "";

    /// <summary>The position of the request.</summary>
    internal Position Position { get; }

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The id; the default when the text is none.</param>
    /// <returns>False when the text is no id.</returns>
    public static bool TryParse(string? text, out ApprovalId id)
    {
        id = default;
        var hyphen = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (hyphen is < 1 or > 18 || text!.Length != hyphen + 1 + Digits || text[0] == '0')
            return false;
        if (!long.TryParse(text.AsSpan(0, hyphen), NumberStyles.None, CultureInfo.InvariantCulture, out var position) || text.AsSpan(hyphen + 1).ContainsAnyExcept(Hexadecimal))
            return false;

        id = new ApprovalId(text, new Position(position));
        return true;
    }

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is no id.</exception>
    public static ApprovalId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is no id of an approval, which looks like 17-9f3c0a5b6d7e8f01. Approval.Id has it.");

    /// <summary>Returns <see cref="Value"/>.</summary>
    public override string ToString() => Value;

    internal static ApprovalId Of(Entry request) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{request.Position}-{request.Chain.ToString()[..Digits]}"), request.Position);
}

/// <summary>An approval's id as its text.</summary>
public sealed class ApprovalIdConverter : JsonConverter<ApprovalId>
{
    /// <inheritdoc />
    public override ApprovalId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ApprovalId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("An approval's id looks like 17-9f3c0a5b6d7e8f01.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, ApprovalId value, JsonSerializerOptions options) =>
        (writer ?? throw new ArgumentNullException(nameof(writer))).WriteStringValue(value.Value);
}
