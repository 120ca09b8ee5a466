using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Provides conditions on values, for arguments of tools, results, and state: <c>with: new { account = Value.Any, amount = Value.Between(1, 500) }</c>.</summary>
public static class Value
{
    /// <summary>A value of any kind, but not null.</summary>
    public static ValueMatcher Any { get; } = new FunctionMatcher("any value", actual => !PlainValue.IsNull(actual));

    /// <summary>No value: null, or an argument that is not given.</summary>
    public static ValueMatcher None { get; } = new FunctionMatcher("no value", PlainValue.IsNull);

    /// <summary>Returns a condition that a function decides.</summary>
    /// <typeparam name="T">The type to read the value as. A number can be read from a formatted text, such as <c>$1,500.00</c>.</typeparam>
    /// <param name="condition">The condition. It is false for a value that is not of the type.</param>
    /// <param name="description">The condition in words; its code unless you give one.</param>
    public static ValueMatcher Where<T>(Func<T, bool> condition, [CallerArgumentExpression(nameof(condition))] string description = "")
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new FunctionMatcher(description, actual => PlainValue.TryRead<T>(actual, out var value) && condition(value!));
    }

    /// <summary>Returns a condition for a text that is the same without regard to case.</summary>
    /// <param name="text">The text.</param>
    public static ValueMatcher IgnoringCase(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new FunctionMatcher($"{ValueText.Of(text)}, in any case", actual => string.Equals(PlainValue.ToText(actual), text, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Returns a condition for a text that contains another, without regard to case.</summary>
    /// <param name="text">The text that it contains.</param>
    public static ValueMatcher Containing(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return new FunctionMatcher($"a text that contains {ValueText.Of(text)}", actual => PlainValue.ToText(actual)?.Contains(text, StringComparison.OrdinalIgnoreCase) == true);
    }

    /// <summary>Returns a condition for a text that a regular expression matches.</summary>
    /// <param name="pattern">The pattern. It may take one second.</param>
    public static ValueMatcher Matching([StringSyntax(StringSyntaxAttribute.Regex)] string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        var expression = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return new FunctionMatcher($"a text that matches /{pattern}/", actual => PlainValue.ToText(actual) is { } text && expression.IsMatch(text));
    }

    /// <summary>Returns a condition for a number within a range, ends included.</summary>
    /// <param name="least">The lowest number.</param>
    /// <param name="most">The highest number, at least <paramref name="least"/>.</param>
    public static ValueMatcher Between(decimal least, decimal most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        return new FunctionMatcher(string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), actual => PlainValue.ToNumber(actual) is { } number && number.Amount >= least && number.Amount <= most);
    }

    /// <summary>Returns a condition for a number near to another.</summary>
    /// <param name="number">The number.</param>
    /// <param name="tolerance">The most that the two may differ, at least 0.</param>
    public static ValueMatcher Near(decimal number, decimal tolerance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        return new FunctionMatcher(string.Create(CultureInfo.InvariantCulture, $"{number} ± {tolerance}"), actual => PlainValue.ToNumber(actual) is { } other && Math.Abs(other.Amount - number) <= tolerance);
    }

    /// <summary>Returns a condition for a value that equals one of several.</summary>
    /// <param name="values">The values; at least one. Conditions are allowed.</param>
    public static ValueMatcher OneOf(params IReadOnlyList<object?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        return new FunctionMatcher($"one of {string.Join(", ", values.Select(ValueText.Of))}", actual => values.Any(value => ValueComparison.AreEqual(value, actual)));
    }

    /// <summary>Returns a condition for a list that has the given elements, and no others, in any order.</summary>
    /// <param name="elements">The elements. Conditions are allowed; put those that are met by fewer values first.</param>
    public static ValueMatcher InAnyOrder(params IReadOnlyList<object?> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        return new FunctionMatcher($"[{string.Join(", ", elements.Select(ValueText.Of))}] in any order", actual =>
        {
            if (PlainValue.Of(actual) is not IReadOnlyList<object?> list || list.Count != elements.Count)
                return false;

            var left = list.ToList();
            return elements.All(element => left.FindIndex(other => ValueComparison.AreEqual(element, other)) is >= 0 and var index && RemoveAt(left, index));
        });

        static bool RemoveAt(List<object?> list, int index)
        {
            list.RemoveAt(index);
            return true;
        }
    }

    /// <summary>Returns a condition for a value of the same JSON: <c>"1.10"</c> is not <c>"1.1"</c>, and <c>"5"</c> is not <c>5</c>.</summary>
    /// <param name="value">The value.</param>
    public static ValueMatcher Exactly(object? value)
    {
        var json = JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions);
        return new FunctionMatcher($"exactly {json.GetRawText()}", actual => JsonElement.DeepEquals(json, JsonSerializer.SerializeToElement(actual, AIJsonUtilities.DefaultOptions)));
    }
}
