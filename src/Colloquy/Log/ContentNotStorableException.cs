namespace Colloquy;

/// <summary>Thrown when a message holds a value that has no stored form, such as an object in its additional properties. Nothing was written.</summary>
public sealed class ContentNotStorableException : ColloquyException
{
    internal ContentNotStorableException(Exception inner)
        : base($"The message holds a value that has no stored form: {inner.Message} Put strings, numbers or JSON elements into it instead.", inner)
    {
    }
}
