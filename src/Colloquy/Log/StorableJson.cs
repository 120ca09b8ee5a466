using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Makes JSON values storable: what any reader can read back, whatever a model, a tool or a server sent.</summary>
internal static class StorableJson
{
    private static readonly JsonElement Null = JsonElement.Parse("null");

    /// <summary>Objects become JSON with their nulls: a property that is null is another thing than one that is not there.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>An element without lone surrogates and bytes that are no UTF-8; the very element when it has none.</summary>
    public static JsonElement Of(JsonElement element, ref StoredOtherwise changes)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
            return Null;

        var raw = JsonMarshal.GetRawUtf8Value(element);
        if (raw.IndexOf("\\u"u8) < 0 && Utf8.IsValid(raw))
            return element;

        if (!TryMakeWellFormed(raw, out var wellFormed))
            return element;

        changes |= StoredOtherwise.Text;
        return JsonElement.Parse(wellFormed, new JsonDocumentOptions { MaxDepth = int.MaxValue, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
    }

    /// <summary>The same, without a report of the changes.</summary>
    public static JsonElement Of(JsonElement element)
    {
        var changes = StoredOtherwise.No;
        return Of(element, ref changes);
    }

    /// <summary>A tool's schema as the log keeps it: as text, when it is too deep.</summary>
    public static JsonElement OfSchema(JsonElement schema)
    {
        var changes = StoredOtherwise.No;
        return OfElement(schema, JsonDepth.OfValue, StorableUse.Shown, ref changes) switch
        {
            null => schema,
            JsonElement element => element,
            var text => JsonSerializer.SerializeToElement((string)text, (JsonTypeInfo<string>)Options.GetTypeInfo(typeof(string))),
        };
    }

    /// <summary>A value of arguments, results and properties as it can be stored.</summary>
    /// <param name="value">The value.</param>
    /// <param name="levels">How deep it may be.</param>
    /// <param name="use">Whether what cannot be stored is refused, and whether objects become JSON.</param>
    /// <param name="changes">What is otherwise.</param>
    /// <exception cref="ContentNotStorableException">It has no stored form, or is too deep, and that is refused.</exception>
    public static object? Of(object? value, int levels, StorableUse use, ref StoredOtherwise changes)
    {
        switch (value)
        {
            case null or bool or int or long or decimal or AIContent or IEnumerable<AIContent>:
                return value;
            case string text:
                return LoneSurrogates.Replace(text, ref changes);
            case JsonElement element:
                return OfElement(element, levels, use, ref changes) ?? value;
            case double number when double.IsFinite(number):
            case float single when float.IsFinite(single):
                return value;
            default:
                return OfObject(value, levels, use, ref changes);
        }
    }

    /// <summary>What replaces an element; null when the element can stay.</summary>
    private static object? OfElement(JsonElement element, int levels, StorableUse use, ref StoredOtherwise changes)
    {
        var own = StoredOtherwise.No;
        var whole = Of(element, ref own);
        changes |= own;
        if (JsonDepth.Fits(JsonMarshal.GetRawUtf8Value(whole), levels))
            return own == StoredOtherwise.No && element.ValueKind != JsonValueKind.Undefined ? null : whole;
        if (use == StorableUse.Written)
            throw ContentNotStorableException.TooDeep("A value of the message");

        changes |= StoredOtherwise.Depth;
        return whole.GetRawText();
    }

    private static object OfObject(object value, int levels, StorableUse use, ref StoredOtherwise changes)
    {
        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
                JsonSerializer.Serialize(writer, value, Options.GetTypeInfo(value.GetType()));

            var isReplaced = LoneSurrogates.WereReplaced(buffer.WrittenSpan);
            if (isReplaced)
                changes |= StoredOtherwise.Text;
            if (!JsonDepth.Fits(buffer.WrittenSpan, levels))
            {
                if (use == StorableUse.Written)
                    throw ContentNotStorableException.TooDeep("A value of the message");

                changes |= StoredOtherwise.Depth;
                return Encoding.UTF8.GetString(buffer.WrittenSpan);
            }

            return use == StorableUse.Written || isReplaced ? JsonElement.Parse(buffer.WrittenSpan, JsonDepth.Stored) : value;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            if (use == StorableUse.Written)
                throw e is JsonException ? ContentNotStorableException.TooDeep("A value of the message", e) : ContentNotStorableException.NoForm(e);

            changes |= StoredOtherwise.Form;
            return value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : $"[{value.GetType().Name}, which has no stored form]";
        }
    }

    /// <summary>Writes U+FFFD for each escape that is half a pair, and for bytes that are no UTF-8; false when there is neither.</summary>
    private static bool TryMakeWellFormed(ReadOnlySpan<byte> raw, out byte[] wellFormed)
    {
        wellFormed = Utf8.IsValid(raw) ? raw.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(raw));
        var isChanged = wellFormed.Length != raw.Length || !raw.SequenceEqual(wellFormed);
        for (var i = 0; i + 1 < wellFormed.Length; i++)
        {
            if (wellFormed[i] != (byte)'\\')
                continue;
            if (EscapeAt(wellFormed, i) is not { } unit || !char.IsSurrogate(unit))
            {
                i++;
                continue;
            }

            if (char.IsHighSurrogate(unit) && EscapeAt(wellFormed, i + 6) is { } low && char.IsLowSurrogate(low))
            {
                i += 11;
                continue;
            }

            "\\uFFFD"u8.CopyTo(wellFormed.AsSpan(i));
            isChanged = true;
            i += 5;
        }

        return isChanged;
    }

    private static char? EscapeAt(ReadOnlySpan<byte> json, int at) =>
        at + 6 <= json.Length && json[at] == (byte)'\\' && json[at + 1] == (byte)'u' && ushort.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? (char)unit : null;

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions)
        {
            WriteIndented = false,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = JsonIgnoreCondition.Never,
            MaxDepth = JsonDepth.OfPayload,
        };
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>What a value is made storable for.</summary>
internal enum StorableUse
{
    /// <summary>It came in from a model, a tool or a user of an agent: what cannot be stored is kept as text, and objects that can be stay objects.</summary>
    Shown = 0,

    /// <summary>It is written: what cannot be stored is refused, and objects become JSON.</summary>
    Written = 1,
}
