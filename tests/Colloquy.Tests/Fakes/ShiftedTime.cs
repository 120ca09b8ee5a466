namespace Colloquy.Tests;

/// <summary>The system's clock, put forth or back by a test.</summary>
/// <remarks>Its timers go on by themselves, as those of a process do whose clock is set back: a FakeTimeProvider would fire none until the test moves it forth.</remarks>
public sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
}
