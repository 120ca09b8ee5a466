using System.Collections;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Replaces secrets in whole texts, before anything is written.</summary>
internal sealed partial class SecretScrubber
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Placeholder = "[secret]";

    private readonly (string Value, string Kind)[] _values;
    private readonly (Regex Pattern, string Kind)[] _patterns;

    /// <summary>Initializes a scrubber.</summary>
    /// <param name="values">Values that are secret.</param>
    /// <param name="patterns">Patterns of secrets, beside those that are known. A group named <c>secret</c> is what is replaced; without one, the whole match.</param>
    /// <param name="environment">The environment, in which variables with such names as <c>OPENAI_API_KEY</c> hold secrets.</param>
    public SecretScrubber(IEnumerable<string> values, IEnumerable<Regex> patterns, IDictionary environment)
    {
        var all = values.Select(value => (Value: value, Kind: "given values")).Concat(InEnvironment(environment));
        all = all.SelectMany(one => new[] { one.Value, Uri.EscapeDataString(one.Value), JavaScriptEncoder.Default.Encode(one.Value), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(one.Value) }.Select(value => (value, one.Kind)));

        // A value that contains another is replaced whole.
        _values = [.. all.Where(one => one.Value.Length > 0).DistinctBy(one => one.Value).OrderByDescending(one => one.Value.Length)];
        _patterns = [.. Known, .. patterns.Select(pattern => (pattern, $"matches of '{pattern}'"))];
    }

    private static (Regex, string)[] Known => field ??=
    [
        (Keys(), "keys of known services"), (Bearer(), "bearer and basic credentials"), (JsonWebToken(), "JSON web tokens"), (UrlPassword(), "passwords in URLs"),
        (PrivateKey(), "private keys"), (ConnectionString(), "secrets in connection strings"), (NamedValue(), "values with names such as 'api_key'"),
    ];

    /// <summary>Gets what counts the secrets that are replaced; null for nothing.</summary>
    public SecretCount? Count { get; init; }

    /// <summary>Returns whether a property of this name holds a secret.</summary>
    public static bool IsSecretName(string name) => SecretName().IsMatch(name);

    /// <summary>Returns a text without its secrets.</summary>
    public string Scrub(string text) => Scrub(text, out _);

    /// <summary>Returns a text without its secrets, and where they were.</summary>
    /// <param name="text">The text.</param>
    /// <param name="replaced">The parts of the text that were replaced, in order; null for none.</param>
    public string Scrub(string text, out List<Range>? replaced)
    {
        replaced = null;
        foreach (var (value, kind) in _values)
        {
            for (var at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at + value.Length, StringComparison.Ordinal))
            {
                (replaced ??= []).Add(at..(at + value.Length));
                Count?.Add(kind, value);
            }
        }

        foreach (var (pattern, kind) in _patterns)
        {
            foreach (Match match in pattern.Matches(text))
            {
                var secret = match.Groups["secret"] is { Success: true } group ? group : (Capture)match;
                if (secret.Length == 0 || secret.Value == Placeholder)
                    continue;

                (replaced ??= []).Add(secret.Index..(secret.Index + secret.Length));
                Count?.Add(kind, secret.Value);
            }
        }

        if (replaced is null)
            return text;

        replaced = Merge(replaced);
        var scrubbed = new StringBuilder();
        var from = 0;
        foreach (var range in replaced)
        {
            scrubbed.Append(text, from, range.Start.Value - from).Append(Placeholder);
            from = range.End.Value;
        }

        return scrubbed.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Returns where a text is cut after it was scrubbed: a cut within a secret is behind its placeholder.</summary>
    public static int Move(int cut, List<Range>? replaced)
    {
        var moved = cut;
        foreach (var range in replaced ?? [])
        {
            if (range.Start.Value >= cut)
                break;
            moved += Placeholder.Length - (range.End.Value - range.Start.Value) + Math.Max(0, range.End.Value - cut);
        }

        return moved;
    }

    private static List<Range> Merge(List<Range> ranges)
    {
        List<Range> merged = [];
        foreach (var range in ranges.OrderBy(range => range.Start.Value))
        {
            if (merged.Count > 0 && range.Start.Value < merged[^1].End.Value)
                merged[^1] = merged[^1].Start..Math.Max(merged[^1].End.Value, range.End.Value);
            else
                merged.Add(range);
        }

        return merged;
    }

    private static IEnumerable<(string Value, string Kind)> InEnvironment(IDictionary environment) => environment.Cast<DictionaryEntry>()
        .Where(variable => variable is { Key: string name, Value: string { Length: >= 8 } } && SecretVariable().IsMatch(name))
        .Select(variable => (Value: (string)variable.Value!, Kind: $"the value of the environment variable {variable.Key}"))
        .Where(one => !Path.Exists(one.Value));

    [GeneratedRegex("(^|_)(API_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|PWD|PASSPHRASE|CREDENTIALS?|CONNECTION_?STRING|CONNSTR|PAT|SAS)($|_)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretVariable();

    [GeneratedRegex("^(.*[_-])?(password|passwd|pwd|passphrase|secret|(api|access|account|private|shared|secret)[_-]?key|(access|refresh|id|auth|bearer|session)[_-]?token|authorization|connection[_-]?string)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    // OpenAI and Anthropic, GitHub, GitLab, Slack, AWS, Google, Stripe, npm, Hugging Face, SendGrid.
    [GeneratedRegex(@"\b(sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abeprs]-[A-Za-z0-9-]{10,}|(AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|[rs]k_(live|test)_[A-Za-z0-9]{16,}|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{20,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})", RegexOptions.CultureInvariant)]
    private static partial Regex Keys();

    [GeneratedRegex(@"\b(bearer|basic)\s+(?<secret>[A-Za-z0-9._~+/-]{12,}=*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*", RegexOptions.CultureInvariant)]
    private static partial Regex JsonWebToken();

    [GeneratedRegex(@"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@""']*:(?<secret>[^\s/@""']+)@", RegexOptions.CultureInvariant)]
    private static partial Regex UrlPassword();

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----(?<secret>[\s\S]+?)(-----END [A-Z ]*PRIVATE KEY-----|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"\b(password|pwd|accountkey|sharedaccesskey|sharedaccesssignature|sharedsecret)\s*=\s*(?<secret>[^;\s""'&]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ConnectionString();

    // "password": "…" in a text that is JSON, and api_key=… in an address.
    [GeneratedRegex(@"\b(password|passwd|passphrase|client_?secret|api[_-]?key|x-api-key|access[_-]?token|refresh[_-]?token|private[_-]?key|sig)\\?[""']?(\s*:\s*\\?[""'](?<secret>[^""'\\]+)|=(?<secret>[^&\s""';]+))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedValue();
}
