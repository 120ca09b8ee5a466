namespace Colloquy;

/// <summary>The names of kinds of personal data, which placeholders hold.</summary>
internal static class PersonalDataKind
{
    public const int MostCharacters = 32;

    public static string Check(string kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return kind.Length is > 0 and <= MostCharacters && char.IsAsciiLetterLower(kind[0]) && kind.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? kind
            : throw new ArgumentException($"A kind of personal data is a letter, and up to 31 letters, digits and hyphens, all lower case, not '{kind}'.", nameof(kind));
    }
}
