namespace Colloquy;

/// <summary>Thrown when JSON that is to be stored is nested more deeply than can be read back. Nothing was written.</summary>
public sealed class JsonTooDeepException : ColloquyException
{
    internal JsonTooDeepException(string what, Exception? inner = null)
        : base($"{what} is nested more than {JsonDepth.OfValue} levels deep, or refers to itself. Flatten it, or store it as text.", inner)
    {
    }

    /// <summary>The most levels that a value may have.</summary>
    public static int MaxDepth => JsonDepth.OfValue;
}
