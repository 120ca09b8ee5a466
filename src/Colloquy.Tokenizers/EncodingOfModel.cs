using System.Text.RegularExpressions;

namespace Colloquy.Tokenizers;

/// <summary>Finds the encoding of a model by its name. A name that only resembles one of OpenAI's has none: a wrong count is worse than an estimate.</summary>
internal static partial class EncodingOfModel
{
    public static string? Find(string model)
    {
        // 'openrouter/openai/gpt-5-mini', and fine-tuned models: 'ft:gpt-4o-mini-2024-07-18:org::id'.
        var name = model[(model.LastIndexOf('/') + 1)..].Trim();
        if (name.StartsWith("ft:", StringComparison.OrdinalIgnoreCase))
            name = name[3..];
        name = name.Split(':')[0];
        return O200k().IsMatch(name) ? TextEncoding.O200k.Name : Cl100k().IsMatch(name) ? TextEncoding.Cl100k.Name : null;
    }

    [GeneratedRegex(@"^(gpt-4o|chatgpt-4o|gpt-4\.1|gpt-4\.5|gpt-5(\.\d+)?|o1|o3|o4|gpt-oss)(-[\w.-]+)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex O200k();

    [GeneratedRegex(@"^(gpt-4(-(turbo|32k|vision|preview|\d{4})[\w.-]*)?|gpt-3\.5-turbo(-[\w.-]+)?|gpt-35-turbo(-[\w.-]+)?|text-embedding-(3-small|3-large|ada-002))$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Cl100k();
}
