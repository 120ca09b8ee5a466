using System.Text;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Names of classes and methods, made of what was said.</summary>
internal static partial class TestNames
{
    private const int Longest = 60;

    /// <summary>Returns the name of a conversation, such as <c>move-500-to-savings</c>.</summary>
    public static string Conversation(string text) => string.Join('-', Words(text)).ToLowerInvariant() is { Length: > 0 } name ? name : "conversation";

    /// <summary>Returns the name of a class, such as <c>Move500ToSavingsTests</c>.</summary>
    public static string Class(string text)
    {
        var name = string.Concat(Words(text).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return $"{(name.Length == 0 ? "Conversation" : char.IsDigit(name[0]) ? $"Session{name}" : name)}Tests";
    }

    /// <summary>Returns the name of the class that configures what a test class tests, such as <c>Move500ToSavingsSetup</c>.</summary>
    public static string Setup(string className) => $"{className[..^"Tests".Length]}Setup";

    /// <summary>Returns whether a text is names that are separated by dots.</summary>
    public static bool IsQualified(string text) => QualifiedName().IsMatch(text);

    /// <summary>Returns the name of a method that no other has, such as <c>Move_500_to_savings</c>.</summary>
    public static string Method(string text, HashSet<string> taken)
    {
        var name = string.Join('_', Words(text));
        name = name.Length == 0 ? "Says_something" : char.IsDigit(name[0]) ? $"Says_{name}" : char.ToUpperInvariant(name[0]) + name[1..];
        var unique = name;
        for (var i = 2; !taken.Add(unique); i++)
            unique = $"{name}_{i}";
        return unique;
    }

    private static List<string> Words(string text)
    {
        List<string> words = [];
        var length = 0;
        foreach (var word in text.Replace("'", "", StringComparison.Ordinal).Replace("’", "", StringComparison.Ordinal).Split([.. text.Where(letter => !char.IsLetterOrDigit(letter)).Distinct()], StringSplitOptions.RemoveEmptyEntries))
        {
            length += word.Length + 1;
            if (length > Longest && words.Count > 0)
                break;
            words.Add(word.Length > Longest ? word[..Longest] : word);
        }

        return words;
    }

    /// <summary>Returns a text as C#.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' => literal.Append("\\\""),
                '\\' => literal.Append("\\\\"),
                '\n' => literal.Append("\\n"),
                '\r' => literal.Append("\\r"),
                '\t' => literal.Append("\\t"),
                _ when char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\u0085' or '\uFEFF' || char.GetUnicodeCategory(letter) == System.Globalization.UnicodeCategory.Format => literal.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => literal.Append(letter),
            };
        }

        return literal.Append('"').ToString();
    }

    /// <summary>Returns a text of one or more lines as C#: each line is a line of the source.</summary>
    public static string Literal(string text, string indent)
    {
        var lines = text.Split('\n');
        return string.Join($" +\n{indent}", lines.Select((line, index) => Literal(index < lines.Length - 1 ? line + '\n' : line)).Where((line, index) => index == 0 || line != "\"\""));
    }

    [GeneratedRegex(@"^(global::)?[\p{L}_]\w*(\.[\p{L}_]\w*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex QualifiedName();
}
