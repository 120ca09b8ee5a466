namespace Colloquy.Tests;

/// <summary>Something that is done to a session.</summary>
/// <param name="Kind">What.</param>
/// <param name="Agent">The agent that does it.</param>
/// <param name="Number">Which of several.</param>
/// <param name="Text">What is said.</param>
public sealed record HistoryStep(HistoryStepKind Kind, int Agent, int Number, string Text)
{
    /// <summary>A step at random: most are turns.</summary>
    /// <param name="random">What is drawn from.</param>
    /// <param name="isCalm">Whether the session grows: nothing clears, prunes or deletes it.</param>
    public static HistoryStep Next(Random random, bool isCalm)
    {
        var weight = random.Next(1_000);
        var kind = weight switch
        {
            < 490 => HistoryStepKind.Turn,
            < 520 => HistoryStepKind.Client,
            < 540 => HistoryStepKind.Retry,
            < 560 => HistoryStepKind.Resume,
            < 600 => HistoryStepKind.Stranger,
            < 640 => HistoryStepKind.StrangerAdds,
            < 680 => HistoryStepKind.FailingTurn,
            < 700 => HistoryStepKind.Broken,
            < 760 => HistoryStepKind.Undo,
            < 780 => HistoryStepKind.Pop,
            < 820 => HistoryStepKind.Redo,
            < 826 => HistoryStepKind.Clear,
            < 850 => HistoryStepKind.Fork,
            < 890 => HistoryStepKind.Switch,
            < 905 => HistoryStepKind.Pin,
            < 940 => HistoryStepKind.Unpin,
            < 955 => HistoryStepKind.Prune,
            < 970 => HistoryStepKind.StrangerPrunes,
            < 985 => HistoryStepKind.Delete,
            _ => HistoryStepKind.StrangerDeletes,
        };
        kind = random.Next(1_000) switch
        {
            < 8 => HistoryStepKind.LostPicture,
            < 20 => HistoryStepKind.Restart,
            < 50 => HistoryStepKind.RestartAndUndo,
            _ => kind,
        };
        if (isCalm && kind is HistoryStepKind.Clear or HistoryStepKind.Prune or HistoryStepKind.StrangerPrunes or HistoryStepKind.Delete or HistoryStepKind.StrangerDeletes)
            kind = HistoryStepKind.Turn;
        return new HistoryStep(kind, Math.Max(0, random.Next(6) - 3), random.Next(10_000), string.Join(' ', Enumerable.Repeat($"question-{random.Next(1_000)}", random.Next(1, 25))));
    }
}

/// <summary>What can be done to a session. A stranger is another process.</summary>
public enum HistoryStepKind
{
    Turn,
    Stranger,
    StrangerAdds,
    FailingTurn,
    Client,
    LostPicture,
    Restart,
    RestartAndUndo,
    Retry,
    Resume,
    Broken,
    Undo,
    Pop,
    Redo,
    Clear,
    Fork,
    Switch,
    Pin,
    Unpin,
    Prune,
    StrangerPrunes,
    Delete,
    StrangerDeletes,
}
