namespace Colloquy.Testing.Running;

/// <summary>The error of a turn that was not run, since a turn that ran first for it has no answer.</summary>
internal sealed class PreludeFailedException(string message) : ColloquyException(message);
