namespace Colloquy;

/// <summary>The base of every exception that Colloquy throws for a conflict, a refusal or a broken promise.</summary>
public abstract class ColloquyException : Exception
{
    private protected ColloquyException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
