namespace Colloquy.Testing;

/// <summary>Represents a part of a graded check as a run recorded it.</summary>
/// <param name="Subject">What was judged, such as a turn or a dimension.</param>
/// <param name="Verdict">The verdict in a word.</param>
/// <param name="Turn">The number of the turn that the part is about; null when it is about none.</param>
/// <param name="Score">The score, from 0 to 1; null when the part has none.</param>
/// <param name="Reasoning">The reasoning; null for none.</param>
public sealed record CheckPartRecord(string Subject, string Verdict, int? Turn, double? Score, string? Reasoning);
