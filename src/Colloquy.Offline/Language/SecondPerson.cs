using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>Says a person's words back to them: 'my dog and I' becomes 'your dog and you'.</summary>
internal static partial class SecondPerson
{
    private static readonly Dictionary<string, string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["I'm"] = "you're", ["I am"] = "you are", ["I was"] = "you were", ["I've"] = "you've", ["I'd"] = "you'd", ["I'll"] = "you'll",
        ["I"] = "you", ["me"] = "you", ["my"] = "your", ["mine"] = "yours", ["myself"] = "yourself",
    };

    public static string Of(string text) => FirstPerson.Replace(text.Replace('’', '\''), match => s_words[match.Value]);

    [GeneratedRegex(@"\b(?:I'm|I am|I was|I've|I'd|I'll|I|me|my|mine|myself)\b", RegexOptions.IgnoreCase)]
    private static partial Regex FirstPerson { get; }
}
