namespace Colloquy;

/// <summary>Finds mail addresses: from each @ to both sides, so that a long text costs no more than its length.</summary>
internal sealed class EmailDetector : IPersonalDataDetector
{
    private const int MostLocal = 64;
    private const int MostDomain = 253;
    private const int FewestOfTopLevel = 2;

    public string Kind => "email";

    public IEnumerable<Range> Find(string text)
    {
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var begin = at;
            while (begin > 0 && at - begin < MostLocal && IsLocal(text[begin - 1]))
                begin--;
            while (begin < at && text[begin] is '.' or '\'')
                begin++;
            var end = at + 1;
            while (end < text.Length && end - at <= MostDomain && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '.'))
                end++;
            while (end > at + 1 && text[end - 1] is '.' or '-')
                end--;
            if (begin < at && IsDomain(text.AsSpan((at + 1)..end)))
                yield return begin..end;
        }
    }

    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' or '\'' or '!' or '#' or '$' or '&' or '*' or '/' or '=' or '?' or '^' or '{' or '|' or '}' or '~';

    private static bool IsDomain(ReadOnlySpan<char> domain) =>
        domain.LastIndexOf('.') is > 0 and var dot && domain.Length - dot - 1 >= FewestOfTopLevel && char.IsLetter(domain[dot + 1]) && domain[0] is not ('.' or '-') && !domain.Contains("..", StringComparison.Ordinal);
}
