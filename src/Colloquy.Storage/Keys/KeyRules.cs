using System.Text;

namespace Colloquy.Storage;

/// <summary>What names may be made of: well-formed Unicode, no control characters, a bounded length in UTF-8.</summary>
internal static class KeyRules
{
    public const int MaxAppBytes = 128;
    public const int MaxUserBytes = 256;
    public const int MaxIdBytes = 512;
    public const int MaxStateKeyBytes = 256;

    public static string Check(string value, string what, int maxBytes, string parameter)
    {
        ArgumentNullException.ThrowIfNull(value, parameter);

        if (value.Length == 0)
            throw new InvalidKeyException(what, "is empty", "Give it at least one character.");

        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.IsControl(rune))
                throw new InvalidKeyException(what, $"has the control character U+{rune.Value:X4}", "Remove it.");
        }

        if (LoneSurrogates.HasOne(value))
            throw new InvalidKeyException(what, "has a lone surrogate", "Names must be well-formed Unicode.");

        var bytes = Encoding.UTF8.GetByteCount(value);
        return bytes <= maxBytes
            ? value
            : throw new InvalidKeyException(what, $"has {bytes} bytes in UTF-8", $"At most {maxBytes} are allowed.");
    }
}
