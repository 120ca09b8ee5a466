using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Colloquy;

/// <summary>Goes through JSON that is written without white space and with properties in a known order. It returns false for anything else, and takes nothing on trust: what it accepts is valid JSON.</summary>
/// <remarks>Where a value is not valid, its methods may throw what <see cref="Utf8JsonReader"/> throws instead of returning false.</remarks>
/// <param name="json">The JSON.</param>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What ends a run of characters of a string that stand for themselves.</summary>
    private static readonly SearchValues<byte> EndsOfRun = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<byte> Brackets = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> EndsOfNumber = SearchValues.Create(",}]"u8);
    private static readonly object True = JsonElement.Parse("true");
    private static readonly object False = JsonElement.Parse("false");

    private ReadOnlySpan<byte> _rest = json;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool TryTake(ReadOnlySpan<byte> expected)
    {
        if (!_rest.StartsWith(expected))
            return false;

        _rest = _rest[expected.Length..];
        return true;
    }

    public bool TryTakeString([NotNullWhen(true)] out string? text)
    {
        if (!TryFindString(_rest, out var length, out var isEscaped))
        {
            text = null;
            return false;
        }

        text = isEscaped ? Unescape(_rest[..length]) : StrictUtf8.GetString(_rest[1..(length - 1)]);
        _rest = _rest[length..];
        return true;
    }

    /// <summary>Takes a string that many messages have in common.</summary>
    public bool TryTakeName([NotNullWhen(true)] out string? name)
    {
        if (!TryFindString(_rest, out var length, out var isEscaped) || isEscaped)
            return TryTakeString(out name);

        name = NameCache.Get(_rest[1..(length - 1)]);
        _rest = _rest[length..];
        return true;
    }

    /// <summary>Takes a date as the serializer writes it.</summary>
    public bool TryTakeDate(out DateTimeOffset date)
    {
        date = default;
        if (!TryFindString(_rest, out var length, out _))
            return false;

        var reader = new Utf8JsonReader(_rest[..length]);
        reader.Read();
        if (!reader.TryGetDateTimeOffset(out date))
            return false;

        _rest = _rest[length..];
        return true;
    }

    /// <summary>Takes a position as it is written: digits, without a sign, a fraction or a zero in front.</summary>
    public bool TryTakePosition(out Position position)
    {
        position = default;
        if (!Utf8Parser.TryParse(_rest, out long value, out var length) || value < 0 || !IsDigit(_rest[0]) || (_rest[0] == (byte)'0' && length > 1) || (length < _rest.Length && _rest[length] is (byte)'.' or (byte)'e' or (byte)'E'))
            return false;

        position = new Position(value);
        _rest = _rest[length..];
        return true;

        static bool IsDigit(byte character) => character is >= (byte)'0' and <= (byte)'9';
    }

    /// <summary>Takes an object.</summary>
    public bool TryTakeObject(out JsonElement value)
    {
        value = default;
        if (_rest.IsEmpty || _rest[0] != (byte)'{' || !TryFindBlock(_rest, out var length))
            return false;

        value = JsonElement.Parse(_rest[..length]);
        _rest = _rest[length..];
        return true;
    }

    /// <summary>Takes a value of whatever kind, as the serializer reads an object of no known type: null, or a <see cref="JsonElement"/>.</summary>
    public bool TryTakeValue(out object? value)
    {
        value = null;
        if (_rest.IsEmpty)
            return false;

        int length;
        switch (_rest[0])
        {
            case (byte)'n':
                return TryTake("null"u8);

            case (byte)'t':
                value = True;
                return TryTake("true"u8);

            case (byte)'f':
                value = False;
                return TryTake("false"u8);

            case (byte)'"':
                if (!TryFindString(_rest, out length, out _))
                    return false;
                break;

            case (byte)'{' or (byte)'[':
                if (!TryFindBlock(_rest, out length))
                    return false;
                break;

            default:
                length = _rest.IndexOfAny(EndsOfNumber);
                if (length <= 0)
                    return false;
                break;
        }

        value = JsonElement.Parse(_rest[..length]);
        _rest = _rest[length..];
        return true;
    }

    /// <summary>Finds the end of a string.</summary>
    /// <param name="json">What begins with it.</param>
    /// <param name="length">Its length, with its quotation marks.</param>
    /// <param name="isEscaped">Whether characters of it are escaped.</param>
    private static bool TryFindString(ReadOnlySpan<byte> json, out int length, out bool isEscaped)
    {
        (length, isEscaped) = (1, false);
        if (json.IsEmpty || json[0] != (byte)'"')
            return false;

        while (length < json.Length)
        {
            var run = json[length..].IndexOfAny(EndsOfRun);
            if (run < 0)
                return false;

            length += run;
            switch (json[length])
            {
                case (byte)'"':
                    length++;
                    return true;

                case (byte)'\\':
                    isEscaped = true;
                    length += 2;
                    break;

                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Finds the end of an object or an array. Whether brackets match is for its parser to say.</summary>
    private static bool TryFindBlock(ReadOnlySpan<byte> json, out int length)
    {
        length = 0;
        for (var depth = 0; json[length..].IndexOfAny(Brackets) is var next and >= 0;)
        {
            length += next;
            if (json[length] == (byte)'"')
            {
                if (!TryFindString(json[length..], out var size, out _))
                    return false;
                length += size;
                continue;
            }

            depth += json[length] is (byte)'{' or (byte)'[' ? 1 : -1;
            length++;
            if (depth == 0)
                return true;
        }

        return false;
    }

    private static string Unescape(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.GetString()!;
    }
}
