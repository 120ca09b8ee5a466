namespace Colloquy;

/// <summary>A summary as it stands in windows.</summary>
internal sealed class ShownSummary(Position position, SummaryBody body)
{
    public Position Position => position;

    public SummaryBody Body => body;

    /// <summary>The message that tells it.</summary>
    public WindowItem Shown { get; } = new(position, Position.Start, SummaryText.ToMessage(body), partial: false);
}
