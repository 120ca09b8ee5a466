namespace Colloquy;

/// <summary>Thrown when a message or a value of state holds something that has no stored form, such as a stream among its properties. Nothing was written.</summary>
public sealed class ContentNotStorableException : ColloquyException
{
    internal ContentNotStorableException(Exception inner, string what = "The message")
        : base($"{what} holds a value that has no stored form: {inner.Message} Put strings, numbers or JSON elements into it instead.", inner)
    {
    }
}
