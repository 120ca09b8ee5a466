using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>Names an approval within its session: the number of its request and 16 hexadecimal digits, such as <c>17-9f3c0a5b6d7e8f01</c>; for a call of an agent that is a tool, the calls in which that agent works follow, such as <c>17-9f3c0a5b6d7e8f01-4.0</c>. It is safe in a URL, and cannot be guessed.</summary>
/// <remarks>The digits are the beginning of the request's chain hash, which includes a random salt. The calls lead from the session of the calling agent to the session that waits. A session that was imported under another key has other ids.</remarks>
[JsonConverter(typeof(JsonValueConverter<ApprovalId>))]
public readonly record struct ApprovalId : IJsonValue<ApprovalId>
{
    private const int Digits = 16;
    private const int MostOfCalls = 200;
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private ApprovalId(string value, Position position, string calls) => (Value, Position, Calls) = (value, position, calls);

    /// <summary>Gets the id as text: digits, a hyphen, hexadecimal digits in lower case; and for some a hyphen, digits, full stops and underscores.</summary>
    public string Value => field ?? "";

    /// <summary>The position of the request.</summary>
    internal Position Position { get; }

    /// <summary>The calls in which the agent works that asks, as they stand in its session's id; empty for none.</summary>
    internal string Calls => field ?? "";

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The id; the default value when the result is false.</param>
    /// <returns>true when the text is an id; otherwise, false.</returns>
    public static bool TryParse(string? text, out ApprovalId id)
    {
        id = default;
        var hyphen = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        var end = hyphen + 1 + Digits;
        if (hyphen is < 1 or > 18 || text!.Length < end || text[0] == '0')
            return false;
        if (!long.TryParse(text.AsSpan(0, hyphen), NumberStyles.None, CultureInfo.InvariantCulture, out var position) || text.AsSpan(hyphen + 1, Digits).ContainsAnyExcept(Hexadecimal))
            return false;

        var calls = text.Length == end ? "" : text[(end + 1)..].Replace('_', '/');
        if (text.Length > end && (text[end] != '-' || text.Contains('/', StringComparison.Ordinal) || calls.Length is 0 or > MostOfCalls || CallPath.Of("/" + calls) != calls))
            return false;

        id = new ApprovalId(text, new Position(position), calls);
        return true;
    }

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is not an id.</exception>
    public static ApprovalId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is no id of an approval, which looks like 17-9f3c0a5b6d7e8f01. Approval.Id has it.");

    /// <summary>Returns <see cref="Value"/>.</summary>
    public override string ToString() => Value;

    /// <summary>Whether it is the id of a request, whatever it says of calls.</summary>
    internal bool IsOf(Entry request) => Position == request.Position && Value.StartsWith(Name(request), StringComparison.Ordinal);

    private static string Name(Entry request) => string.Create(CultureInfo.InvariantCulture, $"{request.Position}-{request.Chain.ToString()[..Digits]}");

    internal static ApprovalId Of(Entry request, SessionKey session)
    {
        var calls = CallPath.Of(session.Id) is { Length: <= MostOfCalls } path ? path : "";
        return new(calls.Length == 0 ? Name(request) : $"{Name(request)}-{calls.Replace('/', '_')}", request.Position, calls);
    }

    static ApprovalId IJsonValue<ApprovalId>.ReadJson(ref Utf8JsonReader reader) =>
        TryParse(reader.GetString(), out var id) ? id : throw new JsonException("An approval's id looks like 17-9f3c0a5b6d7e8f01.");

    static void IJsonValue<ApprovalId>.WriteJson(Utf8JsonWriter writer, ApprovalId value) => writer.WriteStringValue(value.Value);
}
