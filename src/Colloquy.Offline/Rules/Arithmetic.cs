using System.Globalization;
using System.Text.RegularExpressions;

namespace Colloquy.Offline;

/// <summary>Does sums with the four operations and brackets.</summary>
internal static partial class Arithmetic
{
    public static OfflineAnswer? Answer(OfflineRequest request)
    {
        if (Question.Match(request.Text) is not { Success: true } match)
            return null;

        var sum = match.Groups["sum"].Value.Trim();
        try
        {
            return new Sum(Signs(sum)).Value() is { } value
                ? OfflineAnswer.Say($"{sum} = {value.ToString("0.##########", CultureInfo.InvariantCulture)}")
                : null;
        }
        catch (DivideByZeroException)
        {
            return OfflineAnswer.Say($"{sum} has no value: nothing can be divided by zero.");
        }
        catch (OverflowException)
        {
            return OfflineAnswer.Say($"{sum} is too large for me.");
        }
    }

    private static string Signs(string sum) => sum.ToLowerInvariant()
        .Replace("plus", "+", StringComparison.Ordinal).Replace("minus", "-", StringComparison.Ordinal)
        .Replace("multiplied by", "*", StringComparison.Ordinal).Replace("times", "*", StringComparison.Ordinal)
        .Replace("divided by", "/", StringComparison.Ordinal)
        .Replace('×', '*').Replace('x', '*').Replace('÷', '/').Replace('−', '-').Replace(" ", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?:and\s+)?(?:(?:what(?:['’]s|\s+is)|how much is|calculate|compute|work out)\s+)?(?<sum>[\d(-][\d\s.,()]*(?:(?:[-+*/x×÷−]|plus|minus|times|multiplied by|divided by)\s*[\d\s.()-]+)+)\s*=?\s*\??$", RegexOptions.IgnoreCase)]
    private static partial Regex Question { get; }

    private sealed class Sum(string text)
    {
        private int _at;

        public decimal? Value() => Terms() is { } value && _at == text.Length ? value : null;

        private decimal? Terms()
        {
            var value = Factors();
            while (value is not null && Take('+', '-') is { } sign)
                value = Factors() is { } next ? sign == '+' ? value + next : value - next : null;

            return value;
        }

        private decimal? Factors()
        {
            var value = Number();
            while (value is not null && Take('*', '/') is { } sign)
                value = Number() is { } next ? sign == '*' ? value * next : value / next : null;

            return value;
        }

        private decimal? Number()
        {
            if (Take('-', '-') is not null)
                return -Number();

            if (Take('(', '(') is not null)
                return Terms() is { } inner && Take(')', ')') is not null ? inner : null;

            var from = _at;
            while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] is '.' or ','))
                _at++;

            return decimal.TryParse(text[from.._at], NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        private char? Take(char one, char other) =>
            _at < text.Length && (text[_at] == one || text[_at] == other) ? text[_at++] : null;
    }
}
