namespace Colloquy.Import;

/// <summary>Represents how far an import has come. A source is read twice: once to check it, and once to write.</summary>
/// <param name="Done">The bytes or rows that were read.</param>
/// <param name="Total">The bytes or rows that are to be read; 0 when the number is not known.</param>
public readonly record struct ImportProgress(long Done, long Total);
