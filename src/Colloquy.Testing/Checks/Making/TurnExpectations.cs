namespace Colloquy.Testing;

/// <summary>Provides checks of a turn. They see what happened in that turn only.</summary>
public sealed class TurnExpectations : Expectations
{
    internal TurnExpectations(TurnResult turn, bool collects = false)
        : base(CheckSubject.Of(turn), collects)
    {
    }

    /// <summary>Gets the turn.</summary>
    public TurnResult Turn => Subject.Turn!;

    internal override Expectations Collecting() => new TurnExpectations(Turn, collects: true) { Rules = Rules };
}
