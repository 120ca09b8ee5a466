namespace Colloquy;

/// <summary>The exception that is thrown when a key cannot be used to sign or verify heads.</summary>
/// <param name="message">What happened and what to do.</param>
/// <param name="inner">The exception that caused it; null for none.</param>
public sealed class HeadKeyException(string message, Exception? inner = null) : ColloquyException(message, inner);
