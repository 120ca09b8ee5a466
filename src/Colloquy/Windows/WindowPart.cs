namespace Colloquy;

/// <summary>An exchange that is in a window, without its messages.</summary>
internal readonly record struct WindowPart(Position First, Position Last, int Estimate, int Messages, bool BeginsTurn, bool IsKept, bool IsCurrent)
{
    public static WindowPart Of(MessageGroup group) => new(group.First, group.Last, group.Estimate, group.Messages.Count, group.BeginsTurn, group.IsKept, group.IsCurrent);
}
