using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Colloquy.Encryption;

/// <summary>Reads lines of the form <c>ID: KEY</c>.</summary>
internal static class KeyLines
{
    public const string IdRule = "it has 1 to 64 ASCII letters, digits, '.', '_' or '-'";
    private const int LongestId = 64;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Reads the keys of texts, in order.</summary>
    public static List<KeyValuePair<string, byte[]>> Read(IReadOnlyList<(string Text, string Location)> texts)
    {
        List<KeyValuePair<string, byte[]>> keys = [];
        foreach (var (text, location) in texts)
        {
            var number = 0;
            foreach (var line in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
            {
                number++;
                if (!line.IsWhiteSpace() && !line.TrimStart().StartsWith('#'))
                    keys.Add(Read(line, keys, location, number));
            }
        }

        return keys.Count > 0 ? keys : throw new KeyFileException(texts[^1].Location, null, "has no key. Add a line ID: KEY; `colloquy keys new` makes one");
    }

    public static bool IsId(ReadOnlySpan<char> id) => id.Length is > 0 and <= LongestId && !id.ContainsAnyExcept(IdCharacters);

    // What stands in a line may be a key, so that errors do not show it.
    private static KeyValuePair<string, byte[]> Read(ReadOnlySpan<char> line, List<KeyValuePair<string, byte[]>> keys, string location, int number)
    {
        var colon = line.IndexOf(':');
        if (colon < 0)
            throw new KeyFileException(location, number, "has no ':' between the id of a key and the key");

        var id = line[..colon].Trim();
        if (!IsId(id))
            throw new KeyFileException(location, number, $"has no id of a key before the ':': {IdRule}");

        var name = id.ToString();
        if (keys.Exists(key => key.Key == name))
            throw new KeyFileException(location, number, $"has the id '{name}' again, which names an earlier key");
        return new(name, Decode(line[(colon + 1)..].Trim(), location, number, name));
    }

    private static byte[] Decode(ReadOnlySpan<char> text, string location, int number, string id)
    {
        // 64 hexadecimal digits are base64 as well, of a key that would be too long.
        if (text.Length == 2 * SecretKey.Size && !text.ContainsAnyExcept(HexDigits))
            return Convert.FromHexString(text);
        if (!Base64.IsValid(text, out var size))
            throw new KeyFileException(location, number, $"has a key '{id}' that is neither base64 nor {2 * SecretKey.Size} hexadecimal digits");
        if (size != SecretKey.Size)
            throw new KeyFileException(location, number, $"has a key '{id}' of {size} bytes; a key has {SecretKey.Size}");

        var key = new byte[size];
        return Convert.TryFromBase64Chars(text, key, out _) ? key : throw new CryptographicException("Base64 that is valid was not read.");
    }
}
