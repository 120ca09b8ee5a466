namespace Colloquy;

/// <summary>Thrown when a state value is not of the type that was asked for. Nothing was changed.</summary>
public sealed class StateTypeException : ColloquyException
{
    internal StateTypeException(string key, Type wanted, string stored, Exception? inner)
        : base($"State key '{key}' holds {stored}, which cannot be read as {wanted}. Read it as what was written, or remove it first.", inner)
    {
        StateKey = key;
        Wanted = wanted;
        Stored = stored;
    }

    /// <summary>The key.</summary>
    public string StateKey { get; }

    /// <summary>The type that was asked for.</summary>
    public Type Wanted { get; }

    /// <summary>Gets a description of the stored value, such as <c>a JSON string</c>.</summary>
    public string Stored { get; }
}
