namespace Colloquy.Cli;

/// <summary>Thrown when nobody reads the program's output any more: what it went to was closed.</summary>
internal sealed class OutputClosedException() : IOException("Nobody reads the output any more.");
