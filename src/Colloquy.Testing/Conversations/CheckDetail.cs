namespace Colloquy.Testing;

/// <summary>Represents a part of a graded check, such as the verdict on one turn or one dimension of a rubric.</summary>
public sealed record CheckDetail
{
    /// <summary>Gets what was judged, such as <c>turn 3</c> or the name of a dimension.</summary>
    public required string Subject { get; init; }

    /// <summary>Gets the verdict in a word, such as <c>kept</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Gets the number of the turn that the part is about, from 1; null when it is about none.</summary>
    public int? Turn { get; init; }

    /// <summary>Gets the score, from 0 to 1; null when the part has none.</summary>
    public double? Score { get; init; }

    /// <summary>Gets the reasoning; null for none.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Returns the part in one line.</summary>
    public override string ToString() => $"{Subject}: {Verdict}{(Reasoning is null ? "" : $" ({Reasoning})")}";
}
