using System.Diagnostics.CodeAnalysis;

namespace Colloquy.Storage.Conformance;

/// <summary>Compares what was found with what was expected, and says in full sentences how they differ.</summary>
internal static class Check
{
    public static void That([DoesNotReturnIf(false)] bool holds, string otherwise)
    {
        if (!holds)
            throw new ConformanceException(otherwise);
    }

    /// <param name="expected">What was expected.</param>
    /// <param name="actual">What was found.</param>
    /// <param name="what">What was compared, such as <c>the tip after a refused commit</c>.</param>
    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new ConformanceException($"Expected {what} to be {Show(expected)}, but it is {Show(actual)}.");
    }

    public static void Sequence<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what)
    {
        var (left, right) = (expected.ToList(), actual.ToList());
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            if (!EqualityComparer<T>.Default.Equals(left[i], right[i]))
                throw new ConformanceException($"Expected {what} to have {Show(left[i])} in place {i}, but there is {Show(right[i])}.");
        }

        if (left.Count != right.Count)
            throw new ConformanceException($"Expected {what} to have {left.Count} items, but there are {right.Count}: {Show(right)} instead of {Show(left)}.");
    }

    public static T Single<T>(IEnumerable<T> actual, string what)
    {
        var found = actual.ToList();
        return found.Count == 1 ? found[0] : throw new ConformanceException($"Expected {what} to be one, but there are {found.Count}: {Show(found)}.");
    }

    public static void Entries(IEnumerable<Entry> expected, IEnumerable<Entry> actual, string what)
    {
        var (left, right) = (expected.ToList(), actual.ToList());
        if (left.Count != right.Count || left.Zip(right).Any(pair => !Same(pair.First, pair.Second)))
            Sequence(left.Select(Rendering.Of), right.Select(Rendering.Of), what);
    }

    public static void Record(SessionRecord expected, SessionRecord? actual, string what) =>
        Equal(Rendering.Of(expected), actual is null ? null : Rendering.Of(actual), what);

    public static async Task<T> Throws<T>(Func<Task> act, string what)
        where T : Exception
    {
        try
        {
            await act();
        }
        catch (T expected)
        {
            return expected;
        }
        catch (Exception other)
        {
            throw new ConformanceException($"Expected {what} to throw {typeof(T).Name}, but it threw {other.GetType().Name}: {other.Message}", other);
        }

        throw new ConformanceException($"Expected {what} to throw {typeof(T).Name}, but it threw nothing.");
    }

    private static bool Same(Entry left, Entry right) =>
        left.At.EqualsExact(right.At)
        && left.Salt.Span.SequenceEqual(right.Salt.Span)
        && left.Payload.Span.SequenceEqual(right.Payload.Span)
        && left with { Salt = default, Payload = default } == right with { Salt = default, Payload = default };

    private static string Show<T>(T value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        System.Collections.IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Take(40).Select(Show))}]",
        _ => value.ToString() ?? "",
    };
}
