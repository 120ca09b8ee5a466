namespace Colloquy;

/// <summary>The exception that is thrown when a message, an entry or a value of state has no stored form: it holds something such as a stream, or JSON that is nested too deeply to be read back. Nothing was written.</summary>
public sealed class ContentNotStorableException : ColloquyException
{
    private ContentNotStorableException(string message, bool isTooDeep, Exception? inner)
        : base(message, inner) => IsTooDeep = isTooDeep;

    /// <summary>Gets a value that indicates whether the JSON is nested more than <see cref="MaxDepth"/> levels deep, or refers to itself.</summary>
    public bool IsTooDeep { get; }

    /// <summary>Gets the maximum number of levels that a JSON value may have.</summary>
    public static int MaxDepth => JsonDepth.OfValue;

    internal static ContentNotStorableException NoForm(Exception inner, string what = "The message") =>
        new($"{what} holds a value that has no stored form: {inner.Message} Put strings, numbers or JSON elements into it instead.", isTooDeep: false, inner);

    internal static ContentNotStorableException TooDeep(string what, Exception? inner = null) =>
        new($"{what} is nested more than {JsonDepth.OfValue} levels deep, or refers to itself. Flatten it, or store it as text.", isTooDeep: true, inner);
}
