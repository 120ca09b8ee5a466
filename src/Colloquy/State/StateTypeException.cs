namespace Colloquy;

/// <summary>Thrown when a state value is not of the type that the caller asked for. Callers see an <see cref="InvalidCastException"/>. The type is distinct so that logs can show the sentence.</summary>
internal sealed class StateTypeException(string key, Type wanted, string stored, Exception? inner)
    : InvalidCastException($"State key '{key}' holds {stored}, which cannot be read as {wanted}. Read it as what was written, or remove it first.", inner);
