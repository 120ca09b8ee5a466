namespace Colloquy.Testing;

/// <summary>Makes the past forms of English verbs.</summary>
internal static class VerbForms
{
    private static readonly Dictionary<string, string[]> Irregular = new(StringComparer.Ordinal)
    {
        ["send"] = ["sent"], ["pay"] = ["paid"], ["buy"] = ["bought"], ["withdraw"] = ["withdrew", "withdrawn"], ["make"] = ["made"], ["put"] = ["put"], ["set"] = ["set"], ["write"] = ["wrote", "written"],
        ["take"] = ["took", "taken"], ["give"] = ["gave", "given"], ["sell"] = ["sold"], ["hold"] = ["held"], ["freeze"] = ["froze", "frozen"], ["begin"] = ["began", "begun"], ["run"] = ["ran", "run"], ["do"] = ["did", "done"],
        ["bring"] = ["brought"], ["keep"] = ["kept"], ["leave"] = ["left"], ["lend"] = ["lent"], ["build"] = ["built"], ["undo"] = ["undid", "undone"], ["reset"] = ["reset"], ["split"] = ["split"], ["cut"] = ["cut"],
        ["cancel"] = ["cancelled", "canceled"], ["label"] = ["labelled", "labeled"], ["email"] = ["emailed"],
    };

    public static IReadOnlyList<string> Past(string verb) => verb switch
    {
        _ when Irregular.TryGetValue(verb, out var forms) => forms,
        [.., 'e'] => [verb + "d"],
        [.., var before, 'y'] when !IsVowel(before) => [verb[..^1] + "ied"],
        [_, .., var vowel, var last] when Doubles(verb, vowel, last) => [verb + last + "ed", verb + "ed"],
        _ => [verb + "ed"],
    };

    /// <summary>Whether a past form is also the present, so that it claims something after 'have' and 'been' only.</summary>
    public static bool IsAlsoPresent(string form) => form is "set" or "put" or "reset" or "split" or "cut" or "run";

    private static bool Doubles(string verb, char vowel, char last) => IsVowel(vowel) && !IsVowel(last) && last is not ('w' or 'x' or 'y') && (verb.Length < 3 || !IsVowel(verb[^3]));

    private static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u';
}
