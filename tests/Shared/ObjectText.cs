using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Tests;

/// <summary>Writes down all that an object shows: the types and values of its properties and items. Two objects with one text cannot be told apart by who uses them.</summary>
internal static class ObjectText
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    /// <summary>What a function returns, or the type of what it throws.</summary>
    public static string OfResult(Func<object?> function)
    {
        object? result;
        try
        {
            result = function();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"throws {e.GetType().FullName}";
        }

        return Of(result);
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                return;

            case string or bool or Enum or Uri or Position or Digest:
                text.Append(CultureInfo.InvariantCulture, $"{value.GetType().Name} '{value}'");
                return;

            case IFormattable number:
                text.Append(number.GetType().Name).Append(' ').Append(number is DateTimeOffset ? number.ToString("o", CultureInfo.InvariantCulture) : number.ToString(null, CultureInfo.InvariantCulture));
                return;

            case JsonElement json:
                // Its bytes, which may be no UTF-8.
                text.Append(CultureInfo.InvariantCulture, $"JSON {json.ValueKind} {Encoding.Latin1.GetString(JsonMarshal.GetRawUtf8Value(json))}");
                return;

            case JsonNode node:
                text.Append("node ").Append(node.ToJsonString());
                return;

            case ReadOnlyMemory<byte> bytes:
                text.Append("bytes ").Append(Convert.ToHexString(bytes.Span));
                return;

            case ReadOnlyMemory<char> letters:
                text.Append(CultureInfo.InvariantCulture, $"letters '{letters}'");
                return;

            case IDictionary pairs:
                text.Append(pairs.GetType()).Append(" {");
                foreach (DictionaryEntry pair in pairs)
                    WriteNamed(text, (string)pair.Key, pair.Value);
                text.Append('}');
                return;

            case IEnumerable items:
                text.Append(items.GetType()).Append(" [");
                foreach (var item in items)
                {
                    Write(text, item);
                    text.Append("; ");
                }

                text.Append(']');
                return;

            default:
                text.Append(value.GetType()).Append(" (");
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0).OrderBy(property => property.Name, StringComparer.Ordinal))
                    WriteNamed(text, property.Name, property.GetValue(value));
                text.Append(')');
                return;
        }
    }

    private static void WriteNamed(StringBuilder text, string name, object? value)
    {
        text.Append(name).Append(": ");
        Write(text, value);
        text.Append("; ");
    }
}
